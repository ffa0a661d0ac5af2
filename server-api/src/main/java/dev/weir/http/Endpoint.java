package dev.weir.http;

import dev.weir.Dispatch;
import dev.weir.Limits;
import dev.weir.TypeOf;
import dev.weir.annotation.Stable;
import dev.weir.http.extract.BodyExtractor;
import dev.weir.http.extract.Extractor;
import dev.weir.http.extract.RouteWiring;
import dev.weir.middleware.Middleware;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * A handler whose inputs and outputs are values, so that they can be checked at start and
 * documented. Immutable.
 *
 * <pre>{@code
 * Endpoint.with(path("id", Long.class), body(Order.class)).call(orders::replace).returns(Order.class)
 * }</pre>
 *
 * <p>{@code call} answers what the function returns: a {@link Response} or {@link Problem} as it
 * is, an {@code Optional}'s value or a 404, a {@code CompletionStage}'s value once it is there, and
 * anything else as the negotiated codec encodes it. {@code run} answers 204. The compiler checks
 * that the function takes what the extractors give, and that a body comes last and alone.
 *
 * @param <R> what the function returns
 */
@Stable
public final class Endpoint<R> {
  private final Definition definition;

  private Endpoint(Definition definition) {
    this.definition = definition;
  }

  /**
   * What an endpoint is made of, for the core and for documents derived from routes.
   *
   * @param extractors what is taken from the head, in order
   * @param body what is taken from the body, or null
   * @param binder makes the handler, once, at start
   * @param returns what is answered, without {@code Optional} or {@code CompletionStage} around it;
   *     {@code Void} of a {@code run}, {@code Response} of a plain handler; null if it isn't
   *     declared
   * @param answers other answers by status; unchanging
   * @param middleware around this endpoint alone
   * @param dispatch its own thread, or null
   * @param limits its own limits, or null
   */
  public record Definition(
      List<Extractor<?>> extractors,
      @Nullable BodyExtractor<?> body,
      Binder binder,
      @Nullable TypeOf<?> returns,
      SortedMap<Integer, TypeOf<?>> answers,
      List<Middleware> middleware,
      @Nullable Dispatch dispatch,
      @Nullable Limits limits) {}

  /** Makes a route's handler once its surroundings are known. */
  @FunctionalInterface
  public interface Binder {
    /**
     * The handler.
     *
     * @param returns what the route declares to answer, or null
     */
    HttpHandler bind(RouteWiring wiring, @Nullable TypeOf<?> returns);
  }

  static <R> Endpoint<R> of(
      List<Extractor<?>> extractors,
      @Nullable BodyExtractor<?> body,
      @Nullable TypeOf<?> returns,
      Binder binder) {
    return new Endpoint<>(
        new Definition(
            extractors,
            body,
            binder,
            returns,
            Collections.unmodifiableSortedMap(new TreeMap<>()),
            List.of(),
            null,
            null));
  }

  /** An endpoint of a plain handler, to give it marks of its own. */
  public static Endpoint<Response> of(HttpHandler handler) {
    return of(List.of(), null, TypeOf.of(Response.class), (wiring, returns) -> handler);
  }

  /** Takes nothing from the request. */
  public static With0 with() {
    return new With0();
  }

  /** Takes one value. */
  public static <A> With1<A> with(Extractor<A> a) {
    return new With1<>(a, null);
  }

  /** Takes the body. */
  public static <A> With1<A> with(BodyExtractor<A> a) {
    return new With1<>(null, a);
  }

  /** Takes two values. */
  public static <A, B> With2<A, B> with(Extractor<A> a, Extractor<B> b) {
    return new With2<>(a, b, null);
  }

  /** Takes a value and the body. */
  public static <A, B> With2<A, B> with(Extractor<A> a, BodyExtractor<B> b) {
    return new With2<>(a, null, b);
  }

  /** Takes three values. */
  public static <A, B, C> With3<A, B, C> with(Extractor<A> a, Extractor<B> b, Extractor<C> c) {
    return new With3<>(a, b, c, null);
  }

  /** Takes two values and the body. */
  public static <A, B, C> With3<A, B, C> with(Extractor<A> a, Extractor<B> b, BodyExtractor<C> c) {
    return new With3<>(a, b, null, c);
  }

  /** Takes four values. */
  public static <A, B, C, D> With4<A, B, C, D> with(
      Extractor<A> a, Extractor<B> b, Extractor<C> c, Extractor<D> d) {
    return new With4<>(a, b, c, d, null);
  }

  /** Takes three values and the body. */
  public static <A, B, C, D> With4<A, B, C, D> with(
      Extractor<A> a, Extractor<B> b, Extractor<C> c, BodyExtractor<D> d) {
    return new With4<>(a, b, c, null, d);
  }

  /** Declares what is answered, so that it is checked at start and documented. */
  public Endpoint<R> returns(Class<? super R> type) {
    return declaring(TypeOf.of(type));
  }

  /**
   * Declares what is answered, such as {@code TypeOf.listOf(Order.class)}. {@code
   * TypeOf.optionalOf(Order.class)} says that the answer is an order or a 404; a type token of a
   * {@code CompletionStage} stands for what it completes with.
   */
  public Endpoint<R> returns(TypeOf<? super R> type) {
    return declaring(type);
  }

  private Endpoint<R> declaring(TypeOf<?> type) {
    TypeOf<?> answered = Answers.answered(type);
    Endpoint<R> documented = Answers.mayBeEmpty(type) ? answers(404, Problem.class) : this;
    return documented.changed(draft -> draft.returns = answered);
  }

  /**
   * Declares another answer, for documentation.
   *
   * @param status from 200 to 599
   */
  public Endpoint<R> answers(int status, Class<?> type) {
    if (status < 200 || status > 599) {
      throw new IllegalArgumentException("A final status is from 200 to 599, not " + status);
    }
    SortedMap<Integer, TypeOf<?>> more = new TreeMap<>(definition.answers);
    more.put(status, TypeOf.of(type));
    return changed(draft -> draft.answers = Collections.unmodifiableSortedMap(more));
  }

  /**
   * Adds middleware around this endpoint alone, the first one outermost. Its {@link
   * Middleware#connect} isn't called: a connection is older than its requests.
   */
  public Endpoint<R> middleware(Middleware... middleware) {
    List<Middleware> all = new ArrayList<>(definition.middleware);
    all.addAll(List.of(middleware));
    return changed(draft -> draft.middleware = List.copyOf(all));
  }

  /** The thread of this endpoint. */
  public Endpoint<R> dispatch(Dispatch dispatch) {
    return changed(draft -> draft.dispatch = dispatch);
  }

  /** The limits of this endpoint, over those of its surroundings. */
  public Endpoint<R> limits(Limits limits) {
    return changed(draft -> draft.limits = limits);
  }

  private Endpoint<R> changed(Consumer<Draft> change) {
    Draft draft = new Draft(definition);
    change.accept(draft);
    return new Endpoint<>(draft.definition());
  }

  /** A definition of which one part is to be changed. */
  private static final class Draft {
    private final Definition from;
    private @Nullable TypeOf<?> returns;
    private SortedMap<Integer, TypeOf<?>> answers;
    private List<Middleware> middleware;
    private @Nullable Dispatch dispatch;
    private @Nullable Limits limits;

    Draft(Definition from) {
      this.from = from;
      this.returns = from.returns;
      this.answers = from.answers;
      this.middleware = from.middleware;
      this.dispatch = from.dispatch;
      this.limits = from.limits;
    }

    Definition definition() {
      return new Definition(
          from.extractors, from.body, from.binder, returns, answers, middleware, dispatch, limits);
    }
  }

  /** What this endpoint is made of. */
  public Definition definition() {
    return definition;
  }
}
