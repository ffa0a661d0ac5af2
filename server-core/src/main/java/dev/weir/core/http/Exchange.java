package dev.weir.core.http;

import dev.weir.ConnectionInfo;
import dev.weir.Dispatch;
import dev.weir.core.routing.CompiledRoute;
import dev.weir.core.routing.Refusal;
import dev.weir.core.routing.RouteMatch;
import dev.weir.http.ClientGoneException;
import dev.weir.http.HeaderNames;
import dev.weir.http.Headers;
import dev.weir.http.HttpVersion;
import dev.weir.http.Problem;
import dev.weir.http.ProblemException;
import dev.weir.http.RequestBody;
import dev.weir.http.Response;
import java.io.InterruptedIOException;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.util.Objects;
import java.util.concurrent.RejectedExecutionException;
import org.jspecify.annotations.Nullable;

/**
 * One request and its one answer.
 *
 * <pre>
 *   HANDLING ----> ANSWERING ----> ENDED
 *    ^    \______________________________^   the client has gone
 *    v
 *   HINTING
 * </pre>
 *
 * <p>Whoever moves it out of HANDLING owns the answer: the handler's thread, or the loop when the
 * time is over or the client has gone. A late answer is dropped.
 *
 * <p>One that began and ended on the loop, in one call, was seen by no other thread and by no user
 * code, and can be {@linkplain #renew used again}.
 */
public final class Exchange {
  private enum Phase {
    HANDLING,
    /** The handler's thread sends an interim answer: for so long nobody else answers. */
    HINTING,
    ANSWERING,
    ENDED
  }

  private static final int EARLY_HINTS = 103;
  private static final int MAX_HINTS = 8;

  /** Until a hint is sent, which waits for nothing. */
  private static final long HINTING_NANOS = 1_000_000;

  private static final String[] NO_PARAMETERS = new String[0];
  private static final VarHandle PHASE;

  static {
    try {
      PHASE = MethodHandles.lookup().findVarHandle(Exchange.class, "phase", Phase.class);
    } catch (ReflectiveOperationException e) {
      throw new ExceptionInInitializerError(e);
    }
  }

  private final HttpDoor door;
  private final ExchangeWire wire;
  private final Answer answer;
  private RequestHead head;
  private ConnectionInfo connection;
  private long receivedNanos;

  private volatile Phase phase = Phase.HANDLING;

  // Off the loop only. Set there, before another thread sees it.
  private volatile @Nullable HandlerTask runner;
  private volatile boolean abandoned;

  // Each is set before the other is looked at, so that one of both threads sees both.
  private volatile boolean endlessUnwanted;
  private volatile boolean endless;

  private volatile long turnSince; // 0 if its turn began with the request

  // Set on the loop by begin(), before anything else sees them.
  private @Nullable RouteMatch match;
  private @Nullable Problem unmatched;
  private @Nullable InboundBody body;
  private @Nullable HttpRequest request;
  private @Nullable HttpLimits limits;
  private @Nullable ClientOrigin origin;
  private @Nullable Problem refusal;

  private int hints; // of the handler's thread

  private @Nullable Ended lastEnd; // of this one, or the one before

  /**
   * An exchange whose head is complete. On the loop.
   *
   * @param receivedNanos when it was complete, by the loop's clock
   */
  public Exchange(
      HttpDoor door,
      ExchangeWire wire,
      RequestHead head,
      ConnectionInfo connection,
      long receivedNanos) {
    this.door = door;
    this.wire = wire;
    this.head = head;
    this.connection = connection;
    this.receivedNanos = receivedNanos;
    this.answer = new Answer(this, wire);
  }

  // ---- Another time.

  /** Whether it has ended, and nobody but the loop has ever seen it. On the loop. */
  public boolean isSpent() {
    return phase == Phase.ENDED && runner == null;
  }

  /** Makes a spent one another request's, on the same wire. On the loop. */
  public void renew(RequestHead nextHead, ConnectionInfo nextConnection, long nextReceivedNanos) {
    head = nextHead;
    connection = nextConnection;
    receivedNanos = nextReceivedNanos;
    PHASE.set(this, Phase.HANDLING); // nobody else looks yet
    if (endlessUnwanted) {
      endlessUnwanted = false;
    }
    if (turnSince != 0) {
      turnSince = 0;
    }
    hints = 0;
    if (abandoned) {
      abandoned = false;
    }
    match = null;
    unmatched = null;
    body = null;
    request = null;
    limits = null;
    origin = null;
    refusal = null;
  }

  // ---- The loop's side.

  /**
   * Matches the route. On the loop.
   *
   * @param resume goes on reading the body; run on the loop
   * @return false if the request is refused; else the {@link #body} is there to be filled
   */
  public boolean begin(Runnable resume) {
    matchRoute();
    RouteMatch found = match;
    Problem misfit = unmatched;
    if (misfit != null || found == null) {
      refuse(found, Objects.requireNonNull(misfit));
      return false;
    }
    if (request == null) { // else it was to follow another, which has ended
      boolean onLoop = onLoop(found);
      // On the loop all of the body has to be there first: the queue is bounded by MAX_BODY then.
      long bound = onLoop ? InboundBody.WHOLE : Objects.requireNonNull(limits).readAhead();
      request = newRequest(found, newBody(bound, resume));
      if (!onLoop) {
        var unused = runner();
      }
    }
    return true;
  }

  private RequestBody newBody(long bound, Runnable resume) {
    if (head.bodyLength() == 0) {
      return NoBody.INSTANCE;
    }
    InboundBody inbound = new InboundBody(head, wire, receivedNanos, bound, resume);
    body = inbound;
    return inbound;
  }

  private HttpRequest newRequest(RouteMatch found, RequestBody itsBody) {
    return new HttpRequest(head, found, itsBody, connection, origin, receivedNanos, this);
  }

  /** The body to fill; null if the request has none. */
  public @Nullable InboundBody body() {
    return body;
  }

  /** When the head was complete, by the loop's clock. */
  public long receivedNanos() {
    return receivedNanos;
  }

  private void matchRoute() {
    if (match != null || unmatched != null) {
      return;
    }
    try {
      Forwarding forwarding = door.forwarding();
      if (forwarding != null) {
        origin = forwarding.origin(head.headers(), connection);
      }
      RouteMatch found = door.routing().match(head.method(), head.target());
      match = found;
      unmatched = misfit(found);
    } catch (ProblemException e) {
      unmatched = e.problem();
    } catch (RefusedException e) {
      unmatched = e.problem();
    }
  }

  private @Nullable Problem misfit(RouteMatch found) {
    String named = found.authority();
    if (named != null) {
      boolean secure = Authorities.isSecure(head.target());
      if (!Authorities.agree(secure, named, head.authority())) {
        return Problem.of(400, "The Host field names another host than the target");
      }
      if (secure && ClientOrigin.scheme(origin, connection).equals("http")) {
        // RFC 9110, section 7.4
        return Problem.of(421, "The target is an https URI, and the connection has no TLS");
      }
    }
    HttpLimits ofRoute = door.limitsOf(found.route().limits());
    limits = ofRoute;
    return head.bodyLength() > ofRoute.maxBody() ? tooLarge(ofRoute.maxBody()) : null;
  }

  /**
   * Whether the request will go to a handler on a virtual thread. It may be asked before {@link
   * #begin}. On the loop.
   */
  public boolean isOnVirtualThread() {
    matchRoute();
    return match != null
        && unmatched == null
        && match.route().info().dispatch() == Dispatch.VIRTUAL_THREAD;
  }

  /**
   * From now on the time counts as the handler's. Any thread, before {@link #begin} or its turn.
   */
  public void turnBegins() {
    turnSince = wire.loop().offLoop().nanoTime();
  }

  /** The most bytes that the body may have. */
  public long maxBody() {
    return Objects.requireNonNull(limits).maxBody();
  }

  /** The longest wait for the next bytes of the body, in nanoseconds. */
  public long progressNanos() {
    return Objects.requireNonNull(limits).progressNanos();
  }

  /** Whether the handler runs on the loop, and so needs all of the body first. */
  public boolean needsWholeBody() {
    return onLoop(matched());
  }

  /**
   * Hands the request to its handler: for one on the loop, once its body is complete. On the loop.
   */
  public void dispatch() {
    if (phase != Phase.HANDLING) {
      return;
    }
    Dispatch dispatch = matched().route().info().dispatch();
    if (dispatch == Dispatch.EVENT_LOOP) {
      handle();
    } else if (!start(dispatch) && claim()) {
      answer(refusal == null ? overloaded() : Response.problem(refusal));
    }
  }

  /**
   * Looks at the handler's time. One on the loop has none: it isn't called before all of the body
   * is there, which has times of its own, and answers at once. On the loop.
   *
   * @return after how many nanoseconds to look again, or {@link Long#MAX_VALUE}
   */
  public long checkTime(long now) {
    HttpLimits ofRoute = limits;
    if (request == null || ofRoute == null || !isUnanswered() || onLoop(matched())) {
      return Long.MAX_VALUE;
    }
    InboundBody inbound = body;
    long since = turnSince == 0 ? receivedNanos : turnSince;
    long used = now - since - (inbound == null ? 0 : inbound.waitedNanos(now));
    if (used < ofRoute.handlerNanos()) {
      return ofRoute.handlerNanos() - used;
    }
    if (phase == Phase.HINTING) {
      return HINTING_NANOS;
    }
    if (claim()) {
      if (inbound != null) {
        inbound.cut(new InterruptedIOException("The time for the handler is over"));
      }
      door.work().counts().timedOut();
      interrupt();
      Problem problem = Problem.of(503, "The request took longer than the server allows");
      answer.send(Response.problem(problem), true);
    }
    return Long.MAX_VALUE;
  }

  /**
   * Interrupts the handler, if it hasn't answered yet: nobody seems to wait for it. On the loop.
   */
  public void interruptHandler() {
    if (isUnanswered()) {
      abandoned = true;
      interrupt();
    }
  }

  /** Interrupts the thread that is at it, or is going to be. */
  private void interrupt() {
    HandlerTask running = runner;
    if (running != null) {
      running.interrupt();
    }
  }

  /** Whether a thread is at the handler, or at the writer of the body. Any thread. */
  public boolean isRunning() {
    HandlerTask running = runner;
    return running != null && running.isRunning();
  }

  /**
   * The server shuts down, or the client sends no more: an answer that has no end of its own is
   * ended. On the loop.
   */
  public void endEndless() {
    endlessUnwanted = true;
    if (endless) {
      interrupt();
    }
  }

  /** The answer has no end of its own. On the thread that writes it. */
  void endless() {
    endless = true;
    if (endlessUnwanted) {
      interrupt();
    }
  }

  /** The stream has ended. On the loop. */
  public void clientGone(ClientGoneException gone) {
    boolean unanswered = claim(); // before its reader wakes, and would answer nobody with a 400
    if (body != null) {
      body.cut(gone);
    }
    interrupt();
    if (unanswered) {
      ended(0, 0, gone);
    }
  }

  /**
   * Answers with a problem in place of a handler that wasn't started, through the middleware of the
   * door, and ends the connection. On the loop.
   */
  public void refuse(Problem problem) {
    refuse(match, problem);
  }

  private void refuse(@Nullable RouteMatch found, Problem problem) {
    if (phase != Phase.HANDLING) {
      return; // it was answered for another reason
    }
    CompiledRoute route = door.routing().refused();
    RouteMatch refused =
        found == null
            ? new RouteMatch(route, "/", "", null, NO_PARAMETERS)
            : new RouteMatch(route, found.path(), found.query(), found.authority(), NO_PARAMETERS);
    RequestBody seenBody = body;
    if (seenBody == null) {
      seenBody = newBody(0, () -> {});
      if (seenBody instanceof InboundBody inbound) {
        inbound.cut(new BodyFailure(problem));
      }
    }
    HttpRequest seen = newRequest(refused, seenBody);
    Refusal.of(seen, problem);
    match = refused;
    limits = door.limitsOf(route.limits());
    request = seen;
    refusal = problem;
    dispatch();
  }

  // ---- The handler's side.

  /** What runs it off the loop. Made on the loop, before another thread sees it. */
  HandlerTask runner() {
    HandlerTask task = runner;
    if (task == null) {
      task = new HandlerTask(this, wire, door.work());
      runner = task;
    }
    return task;
  }

  /** Calls the handler, and answers. */
  void handle() {
    if (phase != Phase.HANDLING) {
      return; // the client has gone, or the time was over, before it began
    }
    HttpRequest handled = Objects.requireNonNull(request);
    Response response;
    try {
      response = matched().route().handler().handle(handled);
      if (response == null) {
        throw new IllegalStateException("The handler returned null instead of a Response");
      }
    } catch (Throwable e) {
      if (phase != Phase.HANDLING) {
        return; // it was interrupted, and its answer would be dropped
      }
      response = failed(e);
    }
    // What interrupted the handler isn't meant for the answer: the JDK's channels close under it.
    Thread.interrupted();
    if (claim()) {
      answer(response);
    }
  }

  private Response failed(Throwable failure) {
    if (abandoned) {
      return Response.problem(Problem.of(503, "The client seemed to have left"));
    }
    if (failure instanceof ClientGoneException) {
      return Response.problem(Problem.of(400, "The body ended early"));
    }
    return Failures.answer(Objects.requireNonNull(request), failure);
  }

  /**
   * Sends an interim answer, if it is this exchange's request that asks, and time for it. On the
   * handler's thread; one on the loop may be another's exchange by now for who kept its request.
   */
  void earlyHints(HttpRequest asking, Headers given) {
    Headers fields = InterimFields.checked(given);
    if (head.version() == HttpVersion.HTTP_1_0
        || hints == MAX_HINTS
        || request != asking
        || (runner == null && !wire.loop().inLoop())
        || !PHASE.compareAndSet(this, Phase.HANDLING, Phase.HINTING)) {
      return;
    }
    hints++;
    try {
      wire.interim(EARLY_HINTS, fields);
    } finally {
      phase = Phase.HANDLING;
    }
  }

  private void answer(Response response) {
    answer.send(response, refusal != null);
  }

  /** Runs the task if it is admitted. */
  private boolean start(Dispatch dispatch) {
    if (!door.work().tryEnter()) {
      return false;
    }
    try {
      door.work().start(dispatch, wire.loop(), runner());
      return true;
    } catch (RejectedExecutionException e) {
      door.work().leave();
      return false;
    }
  }

  /** Runs the writer of a body on a virtual thread; false if none is to be had. */
  boolean startWriter(Runnable writer) {
    runner().writes(writer);
    return start(Dispatch.VIRTUAL_THREAD);
  }

  static Response overloaded() {
    return Response.problem(Problem.of(503, "The server is busy"))
        .withHeader(HeaderNames.RETRY_AFTER, "1");
  }

  /** The problem of a body beyond its limit. */
  public static Problem tooLarge(long maxBody) {
    return Problem.of(413, "The body is longer than " + maxBody + " bytes");
  }

  // ---- The end.

  /** The answer is out, or given up. Any thread, once. */
  void ended(int status, long bodyBytes, @Nullable Throwable failure) {
    PHASE.setRelease(this, Phase.ENDED); // nobody waits for it, so no fence is needed
    if (body != null) {
      body.close();
    }
    HttpRequest seen = request;
    wire.over();
    Runnable tell = seen == null ? null : seen.ended(end(status, bodyBytes, failure));
    if (tell == null) {
      return;
    }
    if (Thread.currentThread().isVirtual() || (match != null && onLoop(match))) {
      tell.run();
    } else {
      EndListeners.tellElsewhere(door.work(), wire.loop(), tell);
    }
  }

  private Ended end(int status, long bodyBytes, @Nullable Throwable failure) {
    Ended end = lastEnd;
    if (end == null || !end.is(status, bodyBytes, failure)) {
      end = new Ended(status, bodyBytes, failure, wire.loop().offLoop());
      lastEnd = end;
    }
    return end;
  }

  // ---- What the answer asks.

  RequestHead head() {
    return head;
  }

  HttpRequest request() {
    return Objects.requireNonNull(request);
  }

  RouteMatch matched() {
    return Objects.requireNonNull(match, "begin() comes first");
  }

  private boolean isUnanswered() {
    Phase now = phase;
    return now == Phase.HANDLING || now == Phase.HINTING;
  }

  private boolean claim() {
    return PHASE.compareAndSet(this, Phase.HANDLING, Phase.ANSWERING);
  }

  private static boolean onLoop(RouteMatch match) {
    return match.route().info().dispatch() == Dispatch.EVENT_LOOP;
  }
}
