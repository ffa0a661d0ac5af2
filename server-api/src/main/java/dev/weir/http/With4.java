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

/** An endpoint that takes four values, waiting for its function. */
@Stable
public final class With4<A, B, C, D> {
  private final Extractor<A> a;
  private final Extractor<B> b;
  private final Extractor<C> c;
  private final @Nullable Extractor<D> d;
  private final @Nullable BodyExtractor<D> body;

  With4(
      Extractor<A> a,
      Extractor<B> b,
      Extractor<C> c,
      @Nullable Extractor<D> d,
      @Nullable BodyExtractor<D> body) {
    this.a = a;
    this.b = b;
    this.c = c;
    this.d = d;
    this.body = body;
  }

  /** Answers with what it returns. */
  @FunctionalInterface
  public interface Call<A, B, C, D, R> {
    R call(A a, B b, C c, D d) throws Exception;
  }

  /** Answers with 204. */
  @FunctionalInterface
  public interface Run<A, B, C, D> {
    void run(A a, B b, C c, D d) throws Exception;
  }

  /** Answers with what {@code function} returns, encoded by the negotiated codec. */
  public <R> Endpoint<R> call(
      Call<? super A, ? super B, ? super C, ? super D, ? extends R> function) {
    return Endpoint.of(
        extractors(),
        body,
        null,
        (wiring, returns) -> {
          Extraction<A> getA = a.bind(wiring);
          Extraction<B> getB = b.bind(wiring);
          Extraction<C> getC = c.bind(wiring);
          Extraction<D> getD =
              body != null ? body.bind(wiring) : Objects.requireNonNull(d).bind(wiring);
          return new CallHandler(
              request ->
                  function.call(
                      getA.from(request),
                      getB.from(request),
                      getC.from(request),
                      getD.from(request)),
              returns);
        });
  }

  /** Answers with 204 once {@code function} has returned. */
  public Endpoint<Void> run(Run<? super A, ? super B, ? super C, ? super D> function) {
    return Endpoint.of(
        extractors(),
        body,
        TypeOf.of(Void.class),
        (wiring, returns) -> {
          Extraction<A> getA = a.bind(wiring);
          Extraction<B> getB = b.bind(wiring);
          Extraction<C> getC = c.bind(wiring);
          Extraction<D> getD =
              body != null ? body.bind(wiring) : Objects.requireNonNull(d).bind(wiring);
          return request -> {
            function.run(
                getA.from(request), getB.from(request), getC.from(request), getD.from(request));
            return Response.noContent();
          };
        });
  }

  private List<Extractor<?>> extractors() {
    return d != null ? List.of(a, b, c, d) : List.of(a, b, c);
  }
}
