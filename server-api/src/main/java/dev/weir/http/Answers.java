package dev.weir.http;

import dev.weir.TypeOf;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutionException;
import org.jspecify.annotations.Nullable;

/** Turns what a function returned into a response. */
final class Answers {
  private Answers() {}

  static Response of(@Nullable Object result, @Nullable TypeOf<?> returns) throws Exception {
    return switch (result) {
      case null ->
          throw new IllegalStateException(
              "A function given to call() returned null: return an Optional for a 404, or use run()");
      case Response response -> response;
      case CompletionStage<?> stage -> of(await(stage), returns);
      case Optional<?> optional when returns == null || returns.rawClass() != Optional.class ->
          optional.isPresent()
              ? of(optional.get(), returns)
              : Response.problem(Problem.of(404));
      default -> Response.ok().withBody(new ResponseBody.Value(result, returns));
    };
  }

  private static @Nullable Object await(CompletionStage<?> stage) throws Exception {
    try {
      return stage.toCompletableFuture().get();
    } catch (ExecutionException e) {
      if (e.getCause() instanceof Exception cause) {
        throw cause;
      }
      throw e;
    }
  }
}
