package dev.weir.core.routing;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.api.FuzzedDataProvider;
import com.code_intelligence.jazzer.junit.FuzzTest;
import dev.weir.http.HttpMethod;
import dev.weir.http.ProblemException;
import dev.weir.http.Response;
import java.nio.charset.StandardCharsets;

/** Whatever a client sends as its target is a match or a 400. */
class RequestTargetFuzz {
  private static final HttpRouting ROUTING = routing();

  private static HttpRouting routing() {
    RoutesBuilder builder = new RoutesBuilder("fuzz");
    builder
        .get("/a/{b}/c", request -> Response.ok())
        .get("/files/{rest...}", request -> Response.ok())
        .group("/g/{x}", group -> group.notFound(request -> Response.ok()))
        .any("/any", request -> Response.ok());
    return builder.compile(new FakeSetup());
  }

  @FuzzTest(maxDuration = "1m")
  void aTargetIsMatchedOrRefused(FuzzedDataProvider data) {
    String method = data.pickValue(new String[] {"GET", "HEAD", "OPTIONS", "CONNECT", "BREW"});
    String target = new String(data.consumeRemainingAsBytes(), StandardCharsets.ISO_8859_1);
    try {
      RouteMatch match = ROUTING.match(HttpMethod.of(method), target);
      assertThat(match.parameters()).doesNotContainNull();
      assertThat(match.path().split("(?i)/|%2F", -1)).doesNotContain(".", "..");
      assertThat(match.path().chars().noneMatch(Character::isISOControl)).isTrue();
      QueryParameters query = new QueryParameters(match.query());
      assertThat(query.all("a")).doesNotContainNull();
      if (match.authority() != null) {
        assertThat(HostSyntax.fault(match.authority())).isNull();
      }
    } catch (ProblemException e) {
      assertThat(e.problem().status()).isEqualTo(400);
    }
  }
}
