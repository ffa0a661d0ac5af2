package dev.weir.core.routing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.weir.Dispatch;
import dev.weir.Limits;
import dev.weir.Slot;
import dev.weir.StartException;
import dev.weir.http.Endpoint;
import dev.weir.http.HttpHandler;
import dev.weir.http.HttpMethod;
import dev.weir.http.HttpRoutes;
import dev.weir.http.Response;
import dev.weir.middleware.Middleware;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** How routes are checked and composed at start. */
class RoutesBuilderTest {
  private static final HttpHandler OK = request -> Response.ok();
  private static final Slot<String> USER = Slot.named("user");

  /** Adds a letter to what the handlers inside answer. */
  private record Marking(String name, boolean mayBlock) implements Middleware {
    @Override
    public HttpHandler http(HttpHandler next) {
      return request -> {
        Response response = next.handle(request);
        String inner = response.headers().first("x-chain");
        return response.withHeader("x-chain", name + (inner == null ? "" : inner));
      };
    }
  }

  private static Middleware marking(String name) {
    return new Marking(name, false);
  }

  private static HttpRouting compile(FakeSetup setup, Consumer<HttpRoutes> routes) {
    RoutesBuilder builder = new RoutesBuilder("shop");
    routes.accept(builder);
    return builder.compile(setup);
  }

  private static String error(FakeSetup setup, Consumer<HttpRoutes> routes) {
    return catchThrowableOfType(StartException.class, () -> compile(setup, routes)).getMessage();
  }

  private static String chain(HttpRouting routing, String method, String target) throws Exception {
    return new FakeRequest(routing, method, target).answer().headers().first("x-chain");
  }

  @Test
  void routesThatNoRequestCanTellApartAreRefusedWithBothLines() {
    String error =
        error(
            new FakeSetup(),
            http -> {
              http.get("/a/{x}", OK);
              http.get("/a/{y}", OK);
            });
    assertThat(error)
        .contains("Door shop")
        .containsPattern(
            "GET /a/\\{x} \\(RoutesBuilderTest.java:\\d+\\).*GET /a/\\{y}"
                + " \\(RoutesBuilderTest.java:\\d+\\)");
    assertThat(error(new FakeSetup(), http -> http.any("/a", OK).any("/a", OK))).contains("* /a");
    assertThat(
            error(
                new FakeSetup(),
                http -> http.get("/g/a", OK).group("/g", group -> group.get("/a", OK))))
        .contains("GET /g/a");
  }

  @Test
  void allErrorsAreReportedAtOnce() {
    String error =
        error(new FakeSetup(), http -> http.get("a", OK).get("/{", OK).get("/b", OK).get("/b", OK));
    assertThat(error).contains("3 errors").contains("'a' (RoutesBuilderTest.java:").contains("/{");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "a",
        "/{}",
        "/{a",
        "/a}",
        "/{a}b",
        "/x{a}",
        "/{a}/{a}",
        "/{a...}/b",
        "/{1}",
        "/{a b}",
        "/*",
        "/**",
        "/:id",
        "/a/../b",
        "/.",
        "/a?b",
        "/a#b",
        "/%41",
        "/a\nb"
      })
  void malformedPatternsAreRefusedWithTheirLine(String pattern) {
    assertThat(error(new FakeSetup(), http -> http.get(pattern, OK)))
        .contains("(RoutesBuilderTest.java:");
  }

  @ParameterizedTest
  @ValueSource(strings = {"api", "/", "/api/", "/{rest...}", "/{"})
  void malformedPrefixesAreRefusedWithTheirLine(String prefix) {
    assertThat(error(new FakeSetup(), http -> http.group(prefix, api -> api.get("/a", OK))))
        .contains("group '" + prefix + "' (RoutesBuilderTest.java:");
  }

  @Test
  void middlewareIsComposedOnceTheServersOutermost() throws Exception {
    AtomicInteger composed = new AtomicInteger();
    Middleware counting =
        new Middleware() {
          @Override
          public HttpHandler http(HttpHandler next) {
            composed.incrementAndGet();
            return next;
          }
        };
    HttpRouting routing =
        compile(
            new FakeSetup().middleware(marking("s"), counting),
            http ->
                http.get("/", Endpoint.of(OK).middleware(marking("e")))
                    .group(
                        "/g", group -> group.get("/a", OK).middleware(marking("g"), marking("h")))
                    .middleware(marking("d")));
    int afterStart = composed.get();
    assertThat(chain(routing, "GET", "/")).isEqualTo("sde");
    assertThat(chain(routing, "GET", "/g/a")).isEqualTo("sdgh");
    assertThat(composed).hasValue(afterStart);
  }

  @Test
  void whatTheServerAnswersByItselfGoesThroughTheMiddlewareToo() throws Exception {
    HttpRouting routing =
        compile(
            new FakeSetup().middleware(marking("s")),
            http ->
                http.middleware(marking("d"))
                    .group(
                        "/g", group -> group.get("/a", OK).middleware(marking("g")).notFound(OK)));
    assertThat(chain(routing, "GET", "/nothing")).isEqualTo("sd");
    assertThat(chain(routing, "POST", "/g/a")).isEqualTo("sdg");
    assertThat(chain(routing, "OPTIONS", "/g/a")).isEqualTo("sdg");
    assertThat(chain(routing, "OPTIONS", "*")).isEqualTo("sd");
    assertThat(chain(routing, "GET", "/g/nothing")).isEqualTo("sdg");
  }

  @Test
  void aRouteOfTheEventLoopUnderMiddlewareThatMayBlockIsRefused() {
    String error =
        error(
            new FakeSetup().middleware(new Marking("Audit", true)),
            http -> http.get("/fast", Endpoint.of(OK).dispatch(Dispatch.EVENT_LOOP)));
    assertThat(error)
        .contains("GET /fast (RoutesBuilderTest.java:")
        .contains("middleware Audit (the server's)")
        .contains("may block");
  }

  @Test
  void middlewareThatMayBlockElsewhereDoesNotMatterToTheEventLoop() throws Exception {
    Middleware framesOnly = new Middleware() {};
    HttpRouting routing =
        compile(
            new FakeSetup().middleware(framesOnly),
            http -> http.dispatch(Dispatch.EVENT_LOOP).get("/fast", OK));
    assertThat(new FakeRequest(routing, "GET", "/fast").route().dispatch())
        .isEqualTo(Dispatch.EVENT_LOOP);
  }

  @Test
  void slotsAreProvidedFromTheOutside() {
    record Slotted(String name, Set<Slot<?>> requires, Set<Slot<?>> provides)
        implements Middleware {}
    Middleware login = new Slotted("login", Set.of(), Set.of(USER));
    Middleware audit = new Slotted("audit", Set.of(USER), Set.of());
    compile(new FakeSetup(), http -> http.middleware(login, audit).get("/", OK));
    String error =
        error(
            new FakeSetup(),
            http -> http.middleware(audit, login).get("/", OK).get("/a", OK).post("/a", OK));
    assertThat(error)
        .contains("middleware audit (RoutesBuilderTest.java:")
        .contains("requires Slot[user]")
        .doesNotContain("errors:");
  }

  @Test
  void middlewareThatFailsToWrapIsNamed() {
    Middleware broken =
        new Middleware() {
          @Override
          public String name() {
            return "broken";
          }

          @Override
          public HttpHandler http(HttpHandler next) {
            throw new IllegalStateException("no registry");
          }
        };
    assertThat(error(new FakeSetup(), http -> http.middleware(broken).get("/", OK)))
        .contains("middleware broken (RoutesBuilderTest.java:")
        .contains("no registry");
  }

  @Test
  void innerLimitsAndDispatchWinWhateverTheOrderOfTheCalls() {
    HttpRouting routing =
        compile(
            new FakeSetup(),
            http ->
                http.group(
                        "/g",
                        group ->
                            group
                                .get("/a", OK)
                                .get("/b", Endpoint.of(OK).limits(body(3)))
                                .limits(body(2))
                                .dispatch(Dispatch.CPU_POOL))
                    .get("/c", OK)
                    .limits(body(1)));
    assertThat(limit(routing, "/g/a")).isEqualTo(2);
    assertThat(limit(routing, "/g/b")).isEqualTo(3);
    assertThat(limit(routing, "/c")).isEqualTo(1);
    assertThat(limit(routing, "/missing")).isEqualTo(1);
    assertThat(routing.match(HttpMethod.GET, "/g/a").route().info().dispatch())
        .isEqualTo(Dispatch.CPU_POOL);
  }

  private static Limits body(long bytes) {
    return Limits.defaults().with(Limits.MAX_BODY, bytes);
  }

  private static long limit(HttpRouting routing, String path) {
    return routing.match(HttpMethod.GET, path).route().limits().get(Limits.MAX_BODY);
  }

  @Test
  void literalRoutesAreMatchedWithoutAllocating() {
    HttpRouting routing = compile(new FakeSetup(), http -> http.get("/a/b", OK));
    assertThat(routing.match(HttpMethod.GET, "/a/b"))
        .isSameAs(routing.match(HttpMethod.GET, "/a/b"));
    assertThat(routing.match(HttpMethod.HEAD, "/a/b"))
        .isSameAs(routing.match(HttpMethod.GET, "/a/b"));
  }

  @Test
  void literalsBeyondAsciiAreWrittenDecoded() {
    HttpRouting routing = compile(new FakeSetup(), http -> http.get("/café/{x}", OK));
    assertThat(routing.match(HttpMethod.GET, "/caf%C3%A9/1").route().info().pattern())
        .isEqualTo("/café/{x}");
  }

  @Test
  void twoAnswersForWhatIsMissingInOnePlaceAreRefused() {
    assertThatThrownBy(() ->
            compile(
                new FakeSetup(),
                http ->
                    http.group("/{a}", one -> one.notFound(OK))
                        .group("/{b}", two -> two.notFound(OK))))
        .isInstanceOf(StartException.class)
        .hasMessageContaining("set twice");
  }
}
