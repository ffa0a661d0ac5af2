package dev.weir.http;

import dev.weir.Dispatch;
import dev.weir.TypeOf;
import java.lang.reflect.ParameterizedType;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutionException;
import org.jspecify.annotations.Nullable;

/** Turns what a function returned into a response. */
final class Answers {
  private Answers() {}

  static Response of(Request request, @Nullable Object result, @Nullable TypeOf<?> returns)
      throws Exception {
    return switch (result) {
      case null ->
          throw new IllegalStateException(
              "A function given to call() returned null: return an Optional for a 404, or use"
                  + " run()");
      case Response response -> response;
      case Problem problem -> Response.problem(problem);
      case CompletionStage<?> stage -> of(request, await(request, stage), returns);
      case Optional<?> optional ->
          optional.isPresent()
              ? of(request, optional.get(), returns)
              : Response.problem(Problem.of(404));
      default -> Response.ok().withBody(new ResponseBody.Value(result, returns));
    };
  }

  /** What is encoded when a function declares {@code type}. */
  static TypeOf<?> answered(TypeOf<?> type) {
    TypeOf<?> answered = type;
    while (isWrapper(answered) && answered.type() instanceof ParameterizedType wrapper) {
      answered = TypeOf.ofType(wrapper.getActualTypeArguments()[0]);
    }
    return answered;
  }

  /** Whether a function that declares {@code type} may answer 404. */
  static boolean mayBeEmpty(TypeOf<?> type) {
    TypeOf<?> answered = type;
    while (isWrapper(answered) && answered.type() instanceof ParameterizedType wrapper) {
      if (answered.rawClass() == Optional.class) {
        return true;
      }
      answered = TypeOf.ofType(wrapper.getActualTypeArguments()[0]);
    }
    return false;
  }

  private static boolean isWrapper(TypeOf<?> type) {
    Class<?> raw = type.rawClass();
    return raw == Optional.class || raw == CompletionStage.class || raw == CompletableFuture.class;
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
