package dev.weir.core.http;

import dev.weir.ConnectionInfo;
import dev.weir.Dispatch;
import dev.weir.core.dispatch.Task;
import dev.weir.core.routing.CompiledRoute;
import dev.weir.core.routing.Refusal;
import dev.weir.core.routing.RouteMatch;
import dev.weir.http.ClientGoneException;
import dev.weir.http.ExchangeOutcome;
import dev.weir.http.HeaderNames;
import dev.weir.http.Problem;
import dev.weir.http.ProblemException;
import dev.weir.http.Response;
import java.io.InterruptedIOException;
import java.time.Duration;
import java.util.Objects;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/**
 * One request and its one answer.
 *
 * <pre>
 *   HANDLING ----> ANSWERING ----> ENDED
 *       \______________________________^   the client has gone
 * </pre>
 *
 * <p>Whoever moves it out of HANDLING owns the answer: the handler's thread, or the loop when the
 * time is over or the client has gone. A late answer is dropped.
 */
public final class Exchange {
  private enum Phase {
    HANDLING,
    ANSWERING,
    ENDED
  }

  private static final String[] NO_PARAMETERS = new String[0];

  private final HttpDoor door;
  private final ExchangeWire wire;
  private final RequestHead head;
  private final ConnectionInfo connection;
  private final EndListeners listeners = new EndListeners();
  private final AtomicReference<Phase> phase = new AtomicReference<>(Phase.HANDLING);
  private final HandlerTask runner = new HandlerTask();

  private volatile boolean abandoned;

  // Each is set before the other is looked at, so that one of both threads sees both.
  private volatile boolean draining;
  private volatile boolean endless;
  private volatile long turnSince;

  // Set on the loop by begin(), before anything else sees them.
  private @Nullable RouteMatch match;
  private @Nullable Problem unmatched;
  private @Nullable InboundBody body;
  private @Nullable HttpRequest request;
  private @Nullable HttpLimits limits;
  private @Nullable Problem refusal;

  /** An exchange whose head is complete. On the loop. */
  public Exchange(HttpDoor door, ExchangeWire wire, RequestHead head, ConnectionInfo connection) {
    this.door = door;
    this.wire = wire;
    this.head = head;
    this.connection = connection;
    this.turnSince = head.receivedNanos();
  }

  // ---- The loop's side.

  /**
   * Matches the route. On the loop.
   *
   * @param resume goes on reading the body; run on the loop
   * @return the body to fill, or null if the request is refused
   */
  public @Nullable InboundBody begin(Runnable resume) {
    matchRoute();
    RouteMatch found = match;
    Problem misfit = unmatched;
    if (misfit != null || found == null) {
      refuse(found, Objects.requireNonNull(misfit));
      return null;
    }
    if (body != null) {
      return body; // it was to follow another, which has ended
    }
    HttpLimits ofRoute = Objects.requireNonNull(limits);
    // On the loop all of the body has to be there first: the queue is bounded by MAX_BODY then.
    long bound = onLoop(found) ? Long.MAX_VALUE : ofRoute.readAhead();
    InboundBody inbound = new InboundBody(head, wire, bound, resume);
    body = inbound;
    request = new HttpRequest(head, found, inbound, connection, listeners);
    return inbound;
  }

  private void matchRoute() {
    if (match != null || unmatched != null) {
      return;
    }
    try {
      RouteMatch found = door.routing().match(head.method(), head.target());
      match = found;
      unmatched = misfit(found);
    } catch (ProblemException e) {
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
      if (secure && !connection.isSecure()) { // RFC 9110, section 7.4
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
    if (phase.get() != Phase.HANDLING) {
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
   * Looks at the handler's time. On the loop.
   *
   * @return after how many nanoseconds to look again, or {@link Long#MAX_VALUE}
   */
  public long checkTime(long now) {
    InboundBody inbound = body;
    HttpLimits ofRoute = limits;
    if (inbound == null || ofRoute == null || phase.get() != Phase.HANDLING) {
      return Long.MAX_VALUE;
    }
    long used = now - turnSince - inbound.waitedNanos(now);
    if (used < ofRoute.handlerNanos()) {
      return ofRoute.handlerNanos() - used;
    }
    if (claim()) {
      inbound.cut(new InterruptedIOException("The time for the handler is over"));
      runner.interrupt();
      Problem problem = Problem.of(503, "The request took longer than the server allows");
      new Answer(this, wire, true).send(Response.problem(problem));
    }
    return Long.MAX_VALUE;
  }

  /**
   * Interrupts the handler, if it hasn't answered yet: nobody seems to wait for it. On the loop.
   */
  public void interruptHandler() {
    if (phase.get() == Phase.HANDLING) {
      abandoned = true;
      runner.interrupt();
    }
  }

  /** Whether a thread is at the handler, or at the writer of the body. Any thread. */
  public boolean isRunning() {
    return runner.isRunning();
  }

  /** The server shuts down: an answer that has no end of its own is ended. On the loop. */
  public void drain() {
    draining = true;
    if (endless) {
      runner.interrupt();
    }
  }

  /** The answer has no end of its own. On the thread that writes it. */
  void endless() {
    endless = true;
    if (draining) {
      runner.interrupt();
    }
  }

  /** The stream has ended. On the loop. */
  public void clientGone(ClientGoneException gone) {
    boolean unanswered = claim(); // before its reader wakes, and would answer nobody with a 400
    if (body != null) {
      body.cut(gone);
    }
    runner.interrupt();
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
    if (phase.get() != Phase.HANDLING) {
      return; // it was answered for another reason
    }
    CompiledRoute route = door.routing().refused();
    RouteMatch refused =
        found == null
            ? new RouteMatch(route, "/", "", null, NO_PARAMETERS)
            : new RouteMatch(route, found.path(), found.query(), found.authority(), NO_PARAMETERS);
    InboundBody inbound = body;
    if (inbound == null) {
      inbound = new InboundBody(head, wire, 0, () -> {});
      inbound.cut(new BodyFailure(problem));
      body = inbound;
    }
    HttpRequest seen = new HttpRequest(head, refused, inbound, connection, listeners);
    Refusal.of(seen, problem);
    match = refused;
    limits = door.limitsOf(route.limits());
    request = seen;
    refusal = problem;
    dispatch();
  }

  // ---- The handler's side.

  /** The handler off the loop, or the writer of an answer's body. */
  private final class HandlerTask extends Task {
    private @Nullable Runnable writer;

    @Override
    protected void run() {
      try {
        if (writer == null) {
          handle();
        } else {
          writer.run();
        }
      } finally {
        if (wire.next() == null) {
          door.work().leave(); // else the place is the next one's
        }
      }
    }

    @Override
    public @Nullable Task next() {
      Exchange next = wire.next();
      return next == null ? null : next.runner;
    }
  }

  private void handle() {
    if (phase.get() != Phase.HANDLING) {
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
      if (phase.get() != Phase.HANDLING) {
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

  private void answer(Response response) {
    new Answer(this, wire, refusal != null).send(response);
  }

  /** Runs the task if it is admitted. */
  private boolean start(Dispatch dispatch) {
    if (!door.work().tryEnter()) {
      return false;
    }
    try {
      door.work().start(dispatch, wire.loop(), runner);
      return true;
    } catch (RejectedExecutionException e) {
      door.work().leave();
      return false;
    }
  }

  /** Runs the writer of a body on a virtual thread; false if none is to be had. */
  boolean startWriter(Runnable writer) {
    runner.writer = writer;
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
    phase.set(Phase.ENDED);
    if (body != null) {
      body.close();
    }
    wire.over();
    if (listeners.endUnheard(() -> outcome(status, bodyBytes, failure))) {
      return;
    }
    ExchangeOutcome outcome = outcome(status, bodyBytes, failure);
    if (runsListenersHere()) {
      listeners.fire(outcome);
    } else {
      fireElsewhere(outcome);
    }
  }

  private ExchangeOutcome outcome(int status, long bodyBytes, @Nullable Throwable failure) {
    long took = Math.max(0, wire.loop().offLoop().nanoTime() - head.receivedNanos());
    return new ExchangeOutcome(status, bodyBytes, Duration.ofNanos(took), failure);
  }

  private boolean runsListenersHere() {
    return Thread.currentThread().isVirtual() || (match != null && onLoop(match));
  }

  private void fireElsewhere(ExchangeOutcome outcome) {
    try {
      door.work()
          .start(
              Dispatch.VIRTUAL_THREAD,
              wire.loop(),
              new Task() {
                @Override
                protected void run() {
                  listeners.fire(outcome);
                }
              });
    } catch (RejectedExecutionException e) {
      listeners.fire(outcome); // the server has ended; better here than not at all
    }
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

  private boolean claim() {
    return phase.compareAndSet(Phase.HANDLING, Phase.ANSWERING);
  }

  private static boolean onLoop(RouteMatch match) {
    return match.route().info().dispatch() == Dispatch.EVENT_LOOP;
  }
}
