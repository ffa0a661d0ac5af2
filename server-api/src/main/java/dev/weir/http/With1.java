package dev.weir.http;

import dev.weir.TypeOf;
import dev.weir.annotation.Stable;
import dev.weir.http.extract.BodyExtractor;
import dev.weir.http.extract.Extraction;
import dev.weir.http.extract.Extractor;
import dev.weir.internal.CallHandler;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** An endpoint that takes one value, waiting for its function. */
@Stable
public final class With1<A> {
  private final @Nullable Extractor<A> a;
  private final @Nullable BodyExtractor<A> body;

  With1(@Nullable Extractor<A> a, @Nullable BodyExtractor<A> body) {
    this.a = a;
    this.body = body;
  }

  /** Answers with what it returns. */
  @FunctionalInterface
  public interface Call<A, R> {
    R call(A a) throws Exception;
  }

  /** Answers with 204. */
  @FunctionalInterface
  public interface Run<A> {
    void run(A a) throws Exception;
  }

  /** Answers with what {@code function} returns, encoded by the negotiated codec. */
  public <R> Endpoint<R> call(Call<? super A, ? extends R> function) {
    return Endpoint.of(
        extractors(),
        body,
        null,
        (wiring, returns) -> {
          Extraction<A> getA =
              body != null ? body.bind(wiring) : Objects.requireNonNull(a).bind(wiring);
          return new CallHandler(request -> function.call(getA.from(request)), returns);
        });
  }

  /** Answers with 204 once {@code function} has returned. */
  public Endpoint<Void> run(Run<? super A> function) {
    return Endpoint.of(
        extractors(),
        body,
        TypeOf.of(Void.class),
        (wiring, returns) -> {
          Extraction<A> getA =
              body != null ? body.bind(wiring) : Objects.requireNonNull(a).bind(wiring);
          return request -> {
            function.run(getA.from(request));
            return Response.noContent();
          };
        });
  }

  private List<Extractor<?>> extractors() {
    return a != null ? List.of(a) : List.of();
  }
}
