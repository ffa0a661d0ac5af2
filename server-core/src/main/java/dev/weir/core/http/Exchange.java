package dev.weir.core.http;

import dev.weir.Dispatch;
import dev.weir.core.dispatch.ClientPlaces;
import dev.weir.core.routing.Refusal;
import dev.weir.core.routing.RouteMatch;
import dev.weir.http.ClientGoneException;
import dev.weir.http.Headers;
import dev.weir.http.HttpVersion;
import dev.weir.http.Problem;
import dev.weir.http.RequestBody;
import dev.weir.http.Response;
import java.io.InterruptedIOException;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * One request and its one answer. Where it goes is {@code Matching}'s to find, who may answer
 * {@code AnswerRight}'s to say, and who is at it off the loop {@code HandlerRun}'s to know. A late
 * answer is dropped.
 *
 * <p>User code never sees it: a request forgets it when it ends, and knows it no more once {@link
 * #isOver}. So it can be {@linkplain #renew used again} for another, once no thread is at it.
 */
public final class Exchange {
  private static final int EARLY_HINTS = 103;
  private static final int MAX_HINTS = 8;

  /** Until a hint is sent, which waits for nothing. */
  private static final long HINTING_NANOS = 1_000_000;

  private final HttpDoor door;
  private final ExchangeWire wire;
  private final Answer answer;
  private final Matching matching;
  private final AnswerRight right = new AnswerRight();
  private final HandlerRun run;
  private RequestHead head;
  private long receivedNanos;

  private volatile long turnSince; // 0 if its turn began with the request

  // Set on the loop by begin(), before anything else sees them.
  private @Nullable InboundBody body;
  private @Nullable HttpRequest request;
  private @Nullable Problem refusal;

  private int hints; // of the handler's thread

  private @Nullable Ended lastEnd; // of this one, or the one before

  /**
   * An exchange whose head is complete. On the loop.
   *
   * @param receivedNanos when it was complete, by the loop's clock
   */
  public Exchange(HttpDoor door, ExchangeWire wire, RequestHead head, long receivedNanos) {
    this.door = door;
    this.wire = wire;
    this.head = head;
    this.receivedNanos = receivedNanos;
    this.answer = new Answer(this, wire);
    this.matching = new Matching(door, wire);
    this.run = new HandlerRun(this, wire, door.work());
  }

  // ---- Another time.

  /** Whether it has ended, and its request knows it no more. For the thread that ends it. */
  public boolean isOver() {
    return right.isEnded();
  }

  /** Whether nobody but the loop has ever seen it. On the loop. */
  public boolean isOfLoop() {
    return run.isOfLoop();
  }

  /**
   * Lets go of what belongs to the request, but for its head: the loop may look at that yet. For
   * the last thread at one that is over.
   */
  public void letGo() {
    body = null;
    request = null;
    refusal = null;
    run.letGo();
  }

  /** Makes it another request's, on the same wire. On the loop, after {@link #letGo}. */
  public void renew(RequestHead nextHead, long nextReceivedNanos) {
    head = nextHead;
    receivedNanos = nextReceivedNanos;
    right.renew();
    if (turnSince != 0) {
      turnSince = 0;
    }
    hints = 0;
    matching.renew();
    run.renew();
  }

  // ---- The loop's side.

  /**
   * Matches the route. On the loop.
   *
   * @param resume goes on reading the body; run on the loop
   * @return false if the request is refused; else the {@link #body} is there to be filled
   */
  public boolean begin(Runnable resume) {
    Problem misfit = matching.find(head);
    if (misfit != null) {
      refuse(misfit);
      return false;
    }
    if (request == null) { // else it was to follow another, which has ended
      boolean onLoop = matching.dispatch() == Dispatch.EVENT_LOOP;
      // On the loop all of the body has to be there first: the queue is bounded by MAX_BODY then.
      long bound = onLoop ? InboundBody.WHOLE : matching.requireLimits().readAhead();
      request = newRequest(newBody(bound, resume));
      if (!onLoop) {
        var unused = run.task();
      }
    }
    return true;
  }

  private RequestBody newBody(long bound, Runnable resume) {
    if (head.bodyLength() == 0) {
      return NoBody.INSTANCE;
    }
    InboundBody inbound = newInbound(bound, resume);
    body = inbound;
    return inbound;
  }

  private InboundBody newInbound(long bound, Runnable resume) {
    return new InboundBody(head, wire, door.work().gathered(), receivedNanos, bound, resume);
  }

  private HttpRequest newRequest(RequestBody itsBody) {
    return new HttpRequest(
        head, matching.match(), itsBody, wire.info(), matching.origin(), receivedNanos, this);
  }

  /** The body to fill; null if the request has none. */
  public @Nullable InboundBody body() {
    return body;
  }

  /** When the head was complete, by the loop's clock. */
  public long receivedNanos() {
    return receivedNanos;
  }

  /**
   * Whether the request will go to a handler on a virtual thread. It may be asked before {@code
   * #begin}. On the loop.
   */
  public boolean isOnVirtualThread() {
    return matching.find(head) == null && matching.isFor(Dispatch.VIRTUAL_THREAD);
  }

  /**
   * From now on the time counts as the handler's. Any thread, before {@link #begin} or its turn.
   */
  public void turnBegins() {
    turnSince = wire.loop().offLoop().nanoTime();
  }

  /** The most bytes that the body may have. */
  public long maxBody() {
    return matching.requireLimits().maxBody();
  }

  /** How fast the body has to come. */
  public BodyPace.Rule pace() {
    return matching.requireLimits().pace();
  }

  /** How fast what is left of the body has to come once nobody reads it. */
  public BodyPace.Rule paceOfRest() {
    return door.limitsOf(door.limits()).pace();
  }

  /** Whether the handler runs on the loop, and so needs all of the body first. */
  public boolean needsWholeBody() {
    return matching.dispatch() == Dispatch.EVENT_LOOP;
  }

  /**
   * Hands the request to its handler: for one on the loop, once its body is complete. On the loop.
   */
  public void dispatch() {
    if (!right.isFree()) {
      return;
    }
    Dispatch dispatch = matching.dispatch();
    if (dispatch == Dispatch.EVENT_LOOP) {
      handle();
      return;
    }
    Busy busy = run.start(dispatch);
    if (busy != null) {
      turnAway(busy);
    }
  }

  /** Answers in place of the handler, through the door's middleware if that may run on the loop. */
  private void turnAway(Busy busy) {
    if (refusal == null && matching.turnAway()) {
      HttpRequest seen = newRequest(unread(busy.problem()));
      Refusal.by(seen, busy.answer());
      request = seen;
      handle();
    } else if (right.take()) {
      answer(refusal == null ? busy.answer() : Failures.answer(refusal));
    }
  }

  /** What middleware sees of a body that isn't taken: whoever reads it meets the problem. */
  private RequestBody unread(Problem problem) {
    if (head.bodyLength() == 0) {
      return NoBody.INSTANCE;
    }
    InboundBody unread = newInbound(0, () -> {});
    unread.cut(new BodyFailure(problem));
    return unread;
  }

  /**
   * Looks at the handler's time. One on the loop has none: it isn't called before all of the body
   * is there, which has times of its own, and answers at once. On the loop.
   *
   * @return after how many nanoseconds to look again, or {@link Long#MAX_VALUE}
   */
  public long checkTime(long now) {
    HttpLimits ofRoute = matching.limits();
    if (request == null || ofRoute == null || !right.isUnanswered() || needsWholeBody()) {
      return Long.MAX_VALUE;
    }
    InboundBody inbound = body;
    long since = turnSince == 0 ? receivedNanos : turnSince;
    long used = now - since - (inbound == null ? 0 : inbound.waitedNanos(now));
    if (used < ofRoute.handlerNanos()) {
      return ofRoute.handlerNanos() - used;
    }
    if (right.isHinting()) {
      return HINTING_NANOS;
    }
    if (right.take()) {
      if (inbound != null) {
        inbound.cut(new InterruptedIOException("The time for the handler is over"));
      }
      door.work().counts().timedOut();
      run.interrupt();
      Problem problem = Problem.of(503, "The request took longer than the server allows");
      answer.send(Response.problem(problem), true);
    }
    return Long.MAX_VALUE;
  }

  /**
   * Interrupts the handler, if it hasn't answered yet: nobody seems to wait for it. On the loop.
   */
  public void interruptHandler() {
    if (right.isUnanswered()) {
      run.abandon();
    }
  }

  /** Whether a thread is at the handler, or at the writer of the body. Any thread. */
  public boolean isRunning() {
    return run.isRunning();
  }

  /**
   * The server shuts down, or the client sends no more: an answer that has no end of its own is
   * ended. On the loop, or before its turn.
   */
  public void endEndless() {
    run.endEndless();
  }

  /** The stream has ended. On the loop. */
  public void clientGone(ClientGoneException gone) {
    boolean unanswered =
        right.take(); // before its reader wakes, and would answer nobody with a 400
    if (body != null) {
      body.cut(gone);
    }
    run.interrupt();
    if (unanswered) {
      ended(0, 0, gone);
    }
  }

  /**
   * Answers with a problem in place of a handler that wasn't started, through the middleware of the
   * door, and ends the connection. On the loop.
   */
  public void refuse(Problem problem) {
    if (!right.isFree()) {
      return; // it was answered for another reason
    }
    matching.refuse();
    RequestBody seenBody = body;
    if (seenBody == null) {
      seenBody = unread(problem);
      body = seenBody instanceof InboundBody inbound ? inbound : null;
    }
    HttpRequest seen = newRequest(seenBody);
    Refusal.by(seen, Failures.answer(problem));
    request = seen;
    refusal = problem;
    dispatch();
  }

  // ---- The handler's side.

  /** Runs the handler, and whatever else is to be done off the loop. */
  HandlerRun run() {
    return run;
  }

  /** Calls the handler, and answers. */
  void handle() {
    if (!right.isFree()) {
      return; // the client has gone, or the time was over, before it began
    }
    HttpRequest handled = Objects.requireNonNull(request);
    Object given;
    try {
      given = matched().route().answer(handled);
      if (given == null) {
        throw new IllegalStateException("The handler returned null instead of a Response");
      }
    } catch (Throwable e) {
      if (!right.isFree()) {
        return; // it was interrupted, and its answer would be dropped
      }
      given = failed(e);
    }
    // What interrupted the handler isn't meant for the answer: the JDK's channels close under it.
    Thread.interrupted();
    if (right.take()) {
      answer(given);
    }
  }

  private Response failed(Throwable failure) {
    if (run.isAbandoned()) {
      return Response.problem(Problem.of(503, "The client seemed to have left"));
    }
    if (failure instanceof ClientGoneException) {
      return Response.problem(Problem.of(400, "The body ended early"));
    }
    return Failures.answer(Objects.requireNonNull(request), failure);
  }

  /**
   * Sends an interim answer, if it is time for it. For the request, which doesn't let the exchange
   * end meanwhile. On the handler's thread, or another of user code that isn't the loop's.
   */
  void earlyHints(Headers given) {
    Headers fields = InterimFields.checked(given);
    if (head.version() == HttpVersion.HTTP_1_0
        || hints == MAX_HINTS
        || (run.isOfLoop() && !wire.loop().inLoop())
        || !right.takeToHint()) {
      return;
    }
    hints++;
    try {
      wire.interim(EARLY_HINTS, fields);
    } finally {
      right.endHint();
    }
  }

  private void answer(Object given) {
    answer.send(given, refusal != null);
  }

  /** The problem of a body beyond its limit. */
  public static Problem tooLarge(long maxBody) {
    return Problem.of(413, "The body is longer than " + maxBody + " bytes");
  }

  // ---- The end.

  /** The answer is out, or given up. Any thread, once. */
  void ended(int status, long bodyBytes, @Nullable Throwable failure) {
    if (body != null) {
      body.close();
    }
    HttpRequest seen = request;
    wire.over();
    Runnable tell = seen == null ? null : seen.ended(end(status, bodyBytes, failure));
    right.end();
    if (tell == null) {
      return;
    }
    if (Thread.currentThread().isVirtual() || matching.isFor(Dispatch.EVENT_LOOP)) {
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

  // ---- What its run and its answer ask.

  /** Whose request it is. On the loop. */
  ClientPlaces.Client client() {
    ClientOrigin origin = matching.origin();
    return origin == null ? wire.client() : door.work().client(origin.remoteAddress());
  }

  RequestHead head() {
    return head;
  }

  HttpRequest request() {
    return Objects.requireNonNull(request);
  }

  RouteMatch matched() {
    return matching.match();
  }
}
