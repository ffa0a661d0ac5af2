package dev.weir.internal;

import dev.weir.Dispatch;
import dev.weir.TypeOf;
import dev.weir.annotation.Internal;
import dev.weir.http.HttpHandler;
import dev.weir.http.Problem;
import dev.weir.http.Request;
import dev.weir.http.Response;
import dev.weir.http.ResponseBody;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutionException;
import org.jspecify.annotations.Nullable;

/**
 * The handler of an endpoint that answers what a function returns. Middleware around it sees
 * responses; where there is none, the core takes the value as it is, and no response is made.
 */
@Internal
public final class CallHandler implements HttpHandler {
  private final Call call;
  private final @Nullable TypeOf<?> returns;

  /** The function, its arguments taken from the request. */
  @FunctionalInterface
  public interface Call {
    /** What the function returns. */
    @Nullable Object of(Request request) throws Exception;
  }

  /**
   * Of a function.
   *
   * @param returns what the route declares to answer, or null
   */
  public CallHandler(Call call, @Nullable TypeOf<?> returns) {
    this.call = call;
    this.returns = returns;
  }

  @Override
  public Response handle(Request request) throws Exception {
    Object answer = answer(request);
    return answer instanceof Response response
        ? response
        : Response.ok().withBody(new ResponseBody.Value(answer, returns));
  }

  /**
   * A {@link Response}, or else the value that {@link #handle} would answer with 200, as what the
   * route declares.
   */
  public Object answer(Request request) throws Exception {
    return answer(request, call.of(request));
  }

  private static Object answer(Request request, @Nullable Object result) throws Exception {
    return switch (result) {
      case null ->
          throw new IllegalStateException(
              "A function given to call() returned null: return an Optional for a 404, or use"
                  + " run()");
      case Problem problem -> Response.problem(problem);
      case CompletionStage<?> stage -> answer(request, await(request, stage));
      case Optional<?> optional ->
          optional.isPresent()
              ? answer(request, optional.get())
              : Response.problem(Problem.of(404));
      default -> result;
    };
  }

  private static @Nullable Object await(Request request, CompletionStage<?> stage)
      throws Exception {
    CompletableFuture<?> future = stage.toCompletableFuture();
    if (!future.isDone() && request.route().dispatch() == Dispatch.EVENT_LOOP) {
      throw new IllegalStateException(
          "A function on the event loop returned a stage that isn't complete, and waiting would"
              + " block the loop: give the route another dispatch");
    }
    try {
      return future.get();
    } catch (ExecutionException e) {
      switch (e.getCause()) {
        case Exception cause -> throw cause;
        case Error cause -> throw cause;
        case null, default -> throw e;
      }
    }
  }
}
