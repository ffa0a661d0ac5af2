package dev.weir.http;

import dev.weir.TypeOf;
import dev.weir.annotation.Stable;
import dev.weir.internal.CallHandler;
import java.util.List;

/** An endpoint that takes no values, waiting for its function. */
@Stable
public final class With0 {
  With0() {}

  /** Answers with what it returns. */
  @FunctionalInterface
  public interface Call<R> {
    R call() throws Exception;
  }

  /** Answers with 204. */
  @FunctionalInterface
  public interface Run {
    void run() throws Exception;
  }

  /** Answers with what {@code function} returns, encoded by the negotiated codec. */
  public <R> Endpoint<R> call(Call<? extends R> function) {
    return Endpoint.of(
        List.of(),
        null,
        null,
        (wiring, returns) -> new CallHandler(request -> function.call(), returns));
  }

  /** Answers with 204 once {@code function} has returned. */
  public Endpoint<Void> run(Run function) {
    return Endpoint.of(
        List.of(),
        null,
        TypeOf.of(Void.class),
        (wiring, returns) -> {
          return request -> {
            function.run();
            return Response.noContent();
          };
        });
  }
}
