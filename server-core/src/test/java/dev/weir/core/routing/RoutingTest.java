package dev.weir.core.routing;

import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.http.HttpHandler;
import dev.weir.http.HttpMethod;
import dev.weir.http.HttpRoutes;
import dev.weir.http.Response;
import java.util.List;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;

/** Which route a request gets, and what the server answers by itself. */
class RoutingTest {
  private static HttpHandler named(String name) {
    return request -> Response.ok().withHeader("x-route", name);
  }

  private static HttpRouting routing(Consumer<HttpRoutes> routes) {
    RoutesBuilder builder = new RoutesBuilder("test");
    routes.accept(builder);
    return builder.compile(new FakeSetup());
  }

  private static String route(HttpRouting routing, String method, String target) throws Exception {
    Response response = new FakeRequest(routing, method, target).answer();
    String name = response.headers().first("x-route");
    return name != null ? name : String.valueOf(response.status());
  }

  private static String allow(HttpRouting routing, String method, String target) throws Exception {
    Response response = new FakeRequest(routing, method, target).answer();
    return response.status() + " " + response.headers().first("allow");
  }

  @Test
  void theMostSpecificPatternWinsWhateverTheOrder() throws Exception {
    Consumer<HttpRoutes> forward =
        http ->
            http.get("/orders/new", named("literal"))
                .get("/orders/{id}", named("parameter"))
                .get("/orders/{rest...}", named("rest"))
                .get("/{any...}", named("everything"));
    Consumer<HttpRoutes> backward =
        http ->
            http.get("/{any...}", named("everything"))
                .get("/orders/{rest...}", named("rest"))
                .get("/orders/{id}", named("parameter"))
                .get("/orders/new", named("literal"));
    for (Consumer<HttpRoutes> order : List.of(forward, backward)) {
      HttpRouting routing = routing(order);
      assertThat(route(routing, "GET", "/orders/new")).isEqualTo("literal");
      assertThat(route(routing, "GET", "/orders/7")).isEqualTo("parameter");
      assertThat(route(routing, "GET", "/orders/7/items")).isEqualTo("rest");
      assertThat(route(routing, "GET", "/orders/")).isEqualTo("rest");
      assertThat(route(routing, "GET", "/orders")).isEqualTo("everything");
      assertThat(route(routing, "GET", "/")).isEqualTo("everything");
    }
  }

  @Test
  void aLiteralThatLeadsNowhereGivesWayToAParameter() throws Exception {
    HttpRouting routing =
        routing(http ->
            http.get("/a/b/c", named("literal"))
                .get("/{x}/b/d", named("late literal"))
                .get("/a/{y}/{z...}", named("rest")));
    assertThat(route(routing, "GET", "/a/b/c")).isEqualTo("literal");
    assertThat(route(routing, "GET", "/a/b/d")).isEqualTo("rest");
    assertThat(route(routing, "GET", "/q/b/d")).isEqualTo("late literal");
  }

  @Test
  void parametersAreGivenByName() {
    HttpRouting routing = routing(http -> http.get("/{tenant}/orders/{id}/{rest...}", named("it")));
    FakeRequest request = new FakeRequest(routing, "GET", "/acme/orders/caf%C3%A9/a%2Fb/c?x=1");
    assertThat(request.pathParameter("tenant")).isEqualTo("acme");
    assertThat(request.pathParameter("id")).isEqualTo("café");
    assertThat(request.pathParameter("rest")).isEqualTo("a%2Fb/c");
    assertThat(request.path()).isEqualTo("/acme/orders/café/a%2Fb/c");
    assertThat(request.query()).isEqualTo("x=1");
  }

  @Test
  void aParameterIsNeverEmptyAndTheTrailingSlashCounts() throws Exception {
    HttpRouting routing = routing(http -> http.get("/orders/{id}", named("it")));
    assertThat(route(routing, "GET", "/orders/")).isEqualTo("404");
    assertThat(route(routing, "GET", "/orders")).isEqualTo("404");
    assertThat(route(routing, "GET", "/orders/1/")).isEqualTo("404");
    assertThat(route(routing, "GET", "//orders/1")).isEqualTo("404");
    assertThat(route(routing, "GET", "/orders/1")).isEqualTo("it");
  }

  @Test
  void aWrongMethodIsAnsweredWithThoseOfAllPatternsThatMatch() throws Exception {
    HttpRouting routing =
        routing(http ->
            http.get("/orders/{id}", named("get"))
                .delete("/orders/{number}", named("delete"))
                .post("/orders/new", named("post")));
    assertThat(allow(routing, "PUT", "/orders/new"))
        .isEqualTo("405 GET, HEAD, POST, DELETE, OPTIONS");
    assertThat(allow(routing, "POST", "/orders/7")).isEqualTo("405 GET, HEAD, DELETE, OPTIONS");
    assertThat(route(routing, "GET", "/orders/new")).isEqualTo("get");
  }

  @Test
  void headIsAnsweredByGetAndOptionsByTheServerUnlessRouted() throws Exception {
    HttpRouting routing =
        routing(http ->
            http.get("/a", named("get"))
                .on(HttpMethod.HEAD, "/b", named("own head"))
                .get("/b", named("get"))
                .on(HttpMethod.OPTIONS, "/b", named("own options")));
    assertThat(route(routing, "HEAD", "/a")).isEqualTo("get");
    assertThat(route(routing, "HEAD", "/b")).isEqualTo("own head");
    assertThat(route(routing, "OPTIONS", "/b")).isEqualTo("own options");
    assertThat(allow(routing, "OPTIONS", "/a")).isEqualTo("204 GET, HEAD, OPTIONS");
    assertThat(allow(routing, "OPTIONS", "*")).isEqualTo("204 GET, HEAD, OPTIONS");
    assertThat(route(routing, "OPTIONS", "/c")).isEqualTo("404");
  }

  @Test
  void anyTakesWhatNoOtherRouteOfThePathTakes() throws Exception {
    HttpRouting routing = routing(http -> http.any("/a", named("any")).post("/a", named("post")));
    assertThat(route(routing, "POST", "/a")).isEqualTo("post");
    assertThat(route(routing, "GET", "/a")).isEqualTo("any");
    assertThat(route(routing, "BREW", "/a?x")).isEqualTo("any");
    assertThat(route(routing, "OPTIONS", "/a")).isEqualTo("any");
  }

  @Test
  void absoluteFormIsMatchedByItsPath() throws Exception {
    HttpRouting routing = routing(http -> http.get("/", named("root")).get("/a", named("a")));
    assertThat(route(routing, "GET", "http://example.org/a")).isEqualTo("a");
    assertThat(route(routing, "GET", "HTTP://example.org")).isEqualTo("root");
    assertThat(route(routing, "GET", "https://[::1]:8443?x=1")).isEqualTo("root");
    assertThat(allow(routing, "OPTIONS", "http://example.org")).startsWith("204 ");
    assertThat(new FakeRequest(routing, "GET", "http://example.org:80/a").match().authority())
        .isEqualTo("example.org:80");
  }

  @Test
  void aGroupPrefixesItsRoutesAndAnswersWhatIsMissingBelow() throws Exception {
    HttpRouting routing =
        routing(http ->
            http.get("/", named("root"))
                .group(
                    "/api/{version}",
                    api ->
                        api.get("", named("index"))
                            .get("/things", named("things"))
                            .notFound(named("api 404"))));
    assertThat(route(routing, "GET", "/api/v1")).isEqualTo("index");
    assertThat(route(routing, "GET", "/api/v1/things")).isEqualTo("things");
    assertThat(route(routing, "GET", "/api/v1/nothing")).isEqualTo("api 404");
    assertThat(route(routing, "GET", "/api")).isEqualTo("404");
    assertThat(new FakeRequest(routing, "GET", "/api/v1/no/thing").pathParameter("version"))
        .isEqualTo("v1");
    assertThat(new FakeRequest(routing, "GET", "/api/v1/no").route().pattern())
        .isEqualTo("(unmatched)");
  }
}
