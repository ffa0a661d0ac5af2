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

/** An endpoint that takes two values, waiting for its function. */
@Stable
public final class With2<A, B> {
  private final Extractor<A> a;
  private final @Nullable Extractor<B> b;
  private final @Nullable BodyExtractor<B> body;

  With2(Extractor<A> a, @Nullable Extractor<B> b, @Nullable BodyExtractor<B> body) {
    this.a = a;
    this.b = b;
    this.body = body;
  }

  /** Answers with what it returns. */
  @FunctionalInterface
  public interface Call<A, B, R> {
    R call(A a, B b) throws Exception;
  }

  /** Answers with 204. */
  @FunctionalInterface
  public interface Run<A, B> {
    void run(A a, B b) throws Exception;
  }

  /** Answers with what {@code function} returns, encoded by the negotiated codec. */
  public <R> Endpoint<R> call(Call<? super A, ? super B, ? extends R> function) {
    return Endpoint.of(
        extractors(),
        body,
        null,
        (wiring, returns) -> {
          Extraction<A> getA = a.bind(wiring);
          Extraction<B> getB =
              body != null ? body.bind(wiring) : Objects.requireNonNull(b).bind(wiring);
          return new CallHandler(
              request -> function.call(getA.from(request), getB.from(request)), returns);
        });
  }

  /** Answers with 204 once {@code function} has returned. */
  public Endpoint<Void> run(Run<? super A, ? super B> function) {
    return Endpoint.of(
        extractors(),
        body,
        TypeOf.of(Void.class),
        (wiring, returns) -> {
          Extraction<A> getA = a.bind(wiring);
          Extraction<B> getB =
              body != null ? body.bind(wiring) : Objects.requireNonNull(b).bind(wiring);
          return request -> {
            function.run(getA.from(request), getB.from(request));
            return Response.noContent();
          };
        });
  }

  private List<Extractor<?>> extractors() {
    return b != null ? List.of(a, b) : List.of(a);
  }
}
