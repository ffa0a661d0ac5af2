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

/** An endpoint that takes three values, waiting for its function. */
@Stable
public final class With3<A, B, C> {
  private final Extractor<A> a;
  private final Extractor<B> b;
  private final @Nullable Extractor<C> c;
  private final @Nullable BodyExtractor<C> body;

  With3(Extractor<A> a, Extractor<B> b, @Nullable Extractor<C> c, @Nullable BodyExtractor<C> body) {
    this.a = a;
    this.b = b;
    this.c = c;
    this.body = body;
  }

  /** Answers with what it returns. */
  @FunctionalInterface
  public interface Call<A, B, C, R> {
    R call(A a, B b, C c) throws Exception;
  }

  /** Answers with 204. */
  @FunctionalInterface
  public interface Run<A, B, C> {
    void run(A a, B b, C c) throws Exception;
  }

  /** Answers with what {@code function} returns, encoded by the negotiated codec. */
  public <R> Endpoint<R> call(Call<? super A, ? super B, ? super C, ? extends R> function) {
    return Endpoint.of(
        extractors(),
        body,
        null,
        (wiring, returns) -> {
          Extraction<A> getA = a.bind(wiring);
          Extraction<B> getB = b.bind(wiring);
          Extraction<C> getC =
              body != null ? body.bind(wiring) : Objects.requireNonNull(c).bind(wiring);
          return new CallHandler(
              request -> function.call(getA.from(request), getB.from(request), getC.from(request)),
              returns);
        });
  }

  /** Answers with 204 once {@code function} has returned. */
  public Endpoint<Void> run(Run<? super A, ? super B, ? super C> function) {
    return Endpoint.of(
        extractors(),
        body,
        TypeOf.of(Void.class),
        (wiring, returns) -> {
          Extraction<A> getA = a.bind(wiring);
          Extraction<B> getB = b.bind(wiring);
          Extraction<C> getC =
              body != null ? body.bind(wiring) : Objects.requireNonNull(c).bind(wiring);
          return request -> {
            function.run(getA.from(request), getB.from(request), getC.from(request));
            return Response.noContent();
          };
        });
  }

  private List<Extractor<?>> extractors() {
    return c != null ? List.of(a, b, c) : List.of(a, b);
  }
}
