package dev.weir.core.routing;

import static dev.weir.TypeOf.listOf;
import static dev.weir.TypeOf.optionalOf;
import static dev.weir.http.Endpoint.with;
import static dev.weir.http.extract.Extract.body;
import static dev.weir.http.extract.Extract.header;
import static dev.weir.http.extract.Extract.path;
import static dev.weir.http.extract.Extract.query;
import static dev.weir.http.extract.Extract.queryAll;
import static dev.weir.http.extract.Extract.request;
import static dev.weir.http.extract.Extract.slot;
import static dev.weir.http.extract.Extract.state;
import static dev.weir.http.extract.Extract.text;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.weir.Dispatch;
import dev.weir.Slot;
import dev.weir.StartException;
import dev.weir.TypeOf;
import dev.weir.http.Endpoint;
import dev.weir.http.HttpHandler;
import dev.weir.http.HttpRoutes;
import dev.weir.http.Problem;
import dev.weir.http.ProblemException;
import dev.weir.http.Response;
import dev.weir.http.ResponseBody;
import dev.weir.http.extract.Rejection;
import dev.weir.http.extract.RejectionException;
import dev.weir.middleware.Middleware;
import java.io.InputStream;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;

/** Endpoints as user code writes them: that they compile is part of the test. */
class EndpointTest {
  record Order(long id, String item) {}

  static final class Orders {
    long deleted;

    Order replace(long id, Order order) {
      return new Order(id, order.item());
    }

    Optional<Order> find(long id) {
      return id == 7 ? Optional.of(new Order(7, "tea")) : Optional.empty();
    }

    CompletionStage<Optional<Order>> findLater(long id) {
      return CompletableFuture.completedFuture(find(id));
    }

    List<Order> list() {
      return List.of();
    }

    void delete(long id) {
      deleted = id;
    }
  }

  private static final Slot<String> USER = Slot.named("user");

  private final Orders orders = new Orders();
  private final FakeSetup setup =
      new FakeSetup().codecs(new FakeCodec("csv", "text/csv", Order.class));

  private HttpRouting routing(Consumer<HttpRoutes> routes) {
    RoutesBuilder builder = new RoutesBuilder("test");
    routes.accept(builder);
    return builder.compile(setup);
  }

  private Response answer(Endpoint<?> endpoint, String target) throws Exception {
    return new FakeRequest(routing(http -> http.get("/{id}", endpoint)), "GET", target).answer();
  }

  private static Object value(Response response) {
    return ((ResponseBody.Value) response.body()).value();
  }

  private RejectionException rejected(Endpoint<?> endpoint, String target) {
    return catchThrowableOfType(RejectionException.class, () -> answer(endpoint, target));
  }

  @Test
  void theExampleOfTheHousePlanCompilesAndWorks() throws Exception {
    HttpRouting routing =
        routing(http ->
            http.get("/orders", with().call(orders::list))
                .get(
                    "/orders/{id}",
                    with(path("id", Long.class))
                        .call(orders::find)
                        .returns(optionalOf(Order.class)))
                .put(
                    "/orders/{id}",
                    with(path("id", Long.class), body(Order.class))
                        .call(orders::replace)
                        .returns(Order.class))
                .delete("/orders/{id}", with(path("id", Long.class)).run(orders::delete)));
    assertThat(value(new FakeRequest(routing, "GET", "/orders/7").answer()))
        .isEqualTo(new Order(7, "tea"));
    assertThat(
            value(
                new FakeRequest(routing, "PUT", "/orders/9").body("text/csv", "1,cocoa").answer()))
        .isEqualTo(new Order(9, "cocoa"));
    assertThat(new FakeRequest(routing, "DELETE", "/orders/9").answer().status()).isEqualTo(204);
    assertThat(orders.deleted).isEqualTo(9);
  }

  @Test
  void anEmptyOptionalIs404DeclaredOrNot() throws Exception {
    for (Endpoint<?> endpoint :
        List.of(
            with(path("id", Long.class)).call(orders::find),
            with(path("id", Long.class)).call(orders::find).returns(optionalOf(Order.class)),
            with(path("id", Long.class))
                .call(orders::findLater)
                .returns(new TypeOf<CompletionStage<Optional<Order>>>() {}))) {
      assertThat(answer(endpoint, "/8").status()).isEqualTo(404);
      assertThat(value(answer(endpoint, "/7"))).isEqualTo(new Order(7, "tea"));
    }
  }

  @Test
  void aDeclaredOptionalIsEncodedAsItsValueAndDocumentsThe404() throws Exception {
    Endpoint<?> endpoint =
        with(path("id", Long.class)).call(orders::find).returns(optionalOf(Order.class));
    assertThat(endpoint.definition().returns()).isEqualTo(TypeOf.of(Order.class));
    assertThat(endpoint.definition().answers()).containsOnlyKeys(404);
    ResponseBody.Value value = (ResponseBody.Value) answer(endpoint, "/7").body();
    assertThat(value.type()).isEqualTo(TypeOf.of(Order.class));
  }

  @Test
  void responsesAndProblemsLeaveAsTheyAre() throws Exception {
    assertThat(answer(with().call(() -> Response.created("/7")), "/1").status()).isEqualTo(201);
    assertThat(answer(with().call(() -> Problem.of(409)), "/1").status()).isEqualTo(409);
  }

  @Test
  void aNullIsAMistakeOfTheFunction() {
    assertThatThrownBy(() -> answer(with().call(() -> null), "/1"))
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("Optional");
  }

  @Test
  void aStageThatFailsThrowsWhatItFailedWith() {
    Exception failure = new Exception("it");
    assertThatThrownBy(
            () -> answer(with().call(() -> CompletableFuture.failedStage(failure)), "/1"))
        .isSameAs(failure);
  }

  @Test
  void aStageThatIsNotCompleteIsRefusedOnTheEventLoop() {
    Endpoint<?> endpoint =
        with().call(() -> new CompletableFuture<Order>()).dispatch(Dispatch.EVENT_LOOP);
    assertThatThrownBy(() -> answer(endpoint, "/1"))
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("event loop");
  }

  @Test
  void whatIsMissingOrDoesNotFitIsA400ThatNamesIt() {
    assertThat(rejected(with(query("q", Integer.class)).call(q -> q), "/1").rejection())
        .isEqualTo(new Rejection.Missing("query parameter", "q"));
    assertThat(rejected(with(path("id", Long.class)).call(id -> id), "/x").problem())
        .satisfies(problem -> {
          assertThat(problem.status()).isEqualTo(400);
          assertThat(problem.members()).containsEntry("parameter", "id");
        });
    assertThat(rejected(with(header("x-n", Integer.class)).call(n -> n), "/1").problem().detail())
        .isEqualTo("The header 'x-n' is missing");
  }

  @Test
  void optionalAndOrElseAreForWhatIsMissingNotForWhatDoesNotFit() throws Exception {
    Endpoint<?> optional = with(query("q", Integer.class).optional()).call(q -> q.isPresent());
    assertThat(value(answer(optional, "/1"))).isEqualTo(false);
    assertThat(value(answer(optional, "/1?q=1"))).isEqualTo(true);
    assertThat(rejected(optional, "/1?q=x")).isNotNull();
    Endpoint<?> orElse = with(query("q", Integer.class).orElse(20)).call(q -> q);
    assertThat(value(answer(orElse, "/1"))).isEqualTo(20);
    assertThat(rejected(orElse, "/1?q=")).isNotNull();
    assertThat(value(answer(with(queryAll("q", Integer.class)).call(q -> q), "/1?q=1&q=2")))
        .isEqualTo(List.of(1, 2));
  }

  @Test
  void stateSlotsAndTheRequestAreHandedOver() throws Exception {
    setup
        .state(Orders.class, orders)
        .middleware(
            new Middleware() {
              @Override
              public HttpHandler http(HttpHandler next) {
                return request -> {
                  request.set(USER, "ada");
                  return next.handle(request);
                };
              }

              @Override
              public Set<Slot<?>> provides() {
                return Set.of(USER);
              }
            });
    Endpoint<?> endpoint =
        with(state(Orders.class), slot(USER), request(), text())
            .call((state, user, request, text) -> (state == orders) + user + request.path() + text);
    assertThat(value(answer(endpoint, "/1"))).isEqualTo("trueada/1");
  }

  @Test
  void anOptionalSlotIsEmptyWhereNobodySetIt() throws Exception {
    Endpoint<?> optional =
        with(slot(USER).optional(), slot(USER).orElse("nobody"))
            .call((user, orElse) -> user + orElse);
    assertThat(value(answer(optional, "/1"))).isEqualTo("Optional.emptynobody");
    setup.middleware(
        new Middleware() {
          @Override
          public HttpHandler http(HttpHandler next) {
            return request -> {
              request.set(USER, "ada");
              return next.handle(request);
            };
          }
        });
    assertThat(value(answer(optional, "/1"))).isEqualTo("Optional[ada]ada");
  }

  @Test
  void middlewareOfAnEndpointIsAddedInside() {
    Middleware one = new Middleware() {};
    Middleware two = new Middleware() {};
    assertThat(with().call(() -> 1).middleware(one).middleware(two).definition().middleware())
        .containsExactly(one, two);
  }

  @Test
  void strictReturnsAreCheckedAtStart() {
    setup.strict();
    routing(http ->
        http.get("/", request -> Response.ok())
            .get("/a", with().call(() -> new Order(1, "tea")).returns(Order.class))
            .get("/b", with().run(() -> {}))
            .get("/c", with().call(Response::ok).returns(Response.class)));
    assertThatThrownBy(() -> routing(http -> http.get("/d", with().call(orders::list))))
        .isInstanceOf(StartException.class)
        .hasMessageContaining("GET /d (EndpointTest.java:")
        .hasMessageContaining("returns(...)");
  }

  @Test
  void anExtractorThatFailsToBindIsNamedWithItsRoute() {
    RuntimeException failure = new IllegalStateException("no such thing");
    Middleware failing =
        new Middleware() {
          @Override
          public Set<Slot<?>> provides() {
            throw failure;
          }
        };
    assertThatThrownBy(
            () -> routing(http -> http.get("/", with().run(() -> {}).middleware(failing))))
        .isInstanceOf(StartException.class)
        .hasMessageContaining("GET / (EndpointTest.java:")
        .hasCause(failure);
  }

  @Test
  void anEndpointIsImmutable() {
    Endpoint<List<Order>> plain = with().call(orders::list);
    Endpoint<List<Order>> declared = plain.returns(listOf(Order.class)).answers(409, Problem.class);
    assertThat(plain.definition().returns()).isNull();
    assertThat(plain.definition().answers()).isEmpty();
    assertThatThrownBy(() -> declared.definition().answers().clear())
        .isInstanceOf(UnsupportedOperationException.class);
  }

  @Test
  void aBodyThatCannotBeReadIsA415A400OrA422() {
    HttpRouting routing =
        routing(http -> http.post("/", with(body(Order.class)).call(order -> order)));
    assertThat(problem(routing, "application/xml", "<a/>")).isEqualTo("415 [text/csv]");
    assertThat(problem(routing, "text/csv; charset", "1,a")).isEqualTo("415 [text/csv]");
    assertThat(problem(routing, "text/csv", "malformed")).isEqualTo("400 3:4");
    assertThat(problem(routing, "text/csv", "unfit")).isEqualTo("422 items[2].price");
    ProblemException zipped =
        catchThrowableOfType(
            ProblemException.class,
            () ->
                new FakeRequest(routing, "POST", "/")
                    .body("text/csv", "1,a")
                    .with("Content-Encoding", "gzip")
                    .answer());
    assertThat(zipped.problem().members()).containsEntry("supported", List.of("identity"));
    ProblemException empty =
        catchThrowableOfType(
            ProblemException.class, () -> new FakeRequest(routing, "POST", "/").answer());
    assertThat(empty.problem().status()).isEqualTo(400);
  }

  private static String problem(HttpRouting routing, String mediaType, String content) {
    Problem problem =
        catchThrowableOfType(
                ProblemException.class,
                () -> new FakeRequest(routing, "POST", "/").body(mediaType, content).answer())
            .problem();
    return switch (problem.status()) {
      case 415 -> "415 " + problem.members().get("supported");
      case 400 -> "400 " + problem.members().get("line") + ":" + problem.members().get("column");
      default -> problem.status() + " " + problem.members().get("path");
    };
  }

  @Test
  void whatTheBodyStreamThrowsIsNotHiddenByTheCodec() {
    HttpRouting routing =
        routing(http -> http.post("/", with(body(Order.class)).call(order -> order)));
    ProblemException tooLarge = Problem.of(413).toException();
    InputStream source =
        new InputStream() {
          @Override
          public int read() {
            throw tooLarge;
          }
        };
    assertThatThrownBy(
            () -> new FakeRequest(routing, "POST", "/").body("text/csv", source).answer())
        .isSameAs(tooLarge);
  }

  @Test
  void wrongWiringNamesTheRouteAndItsLine() {
    assertThatThrownBy(
            () -> routing(http -> http.get("/{id}", with(path("nr", Long.class)).call(id -> id))))
        .isInstanceOf(StartException.class)
        .hasMessageContaining("GET /{id} (EndpointTest.java:")
        .hasMessageContaining("{nr}");
    assertThatThrownBy(() -> routing(http -> http.get("/", with(state(Orders.class)).call(o -> o))))
        .hasMessageContaining("GET / (EndpointTest.java:")
        .hasMessageContaining("Orders");
    assertThatThrownBy(() -> routing(http -> http.get("/", with(slot(USER)).call(o -> o))))
        .hasMessageContaining("Slot[user]");
    assertThatThrownBy(() -> routing(http -> http.post("/", with(body(Orders.class)).call(o -> o))))
        .hasMessageContaining("no codec can read")
        .hasMessageContaining("csv");
    assertThatThrownBy(() ->
            routing(http -> http.get("/", with().call(orders::list).returns(listOf(Order.class)))))
        .hasMessageContaining("no codec can write")
        .hasMessageContaining("csv");
  }
}
