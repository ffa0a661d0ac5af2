package dev.weir.core.routing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.weir.http.HttpMethod;
import dev.weir.http.ProblemException;
import dev.weir.http.Response;
import java.util.Random;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class RequestTargetTest {
  private static final HttpRouting ROUTING = routing();

  private static HttpRouting routing() {
    RoutesBuilder builder = new RoutesBuilder("test");
    builder
        .get("/a/{b}/c", request -> Response.ok())
        .get("/{rest...}", request -> Response.ok())
        .any("/any", request -> Response.ok());
    return builder.compile(new FakeSetup());
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "a",
        "*",
        "*/a",
        "/a#b",
        "/a b",
        "/a\tb",
        "/a\r\nHost: evil",
        "/a?b c",
        "/a?b#c",
        "/é",
        "/a?é",
        "/\u0000",
        "http:/a",
        "http://",
        "http:///a",
        "http://user@host/",
        "http://ho st/",
        "http://host:80a/",
        "http://host:80:90/",
        "http://[::1/",
        "http://[::1]x/",
        "http://host\\evil/",
        "ftp://host/",
        "javascript:alert(1)",
        "host:80",
        "http://host#a"
      })
  void aMalformedTargetIsA400(String target) {
    ProblemException error =
        catchThrowableOfType(ProblemException.class, () -> ROUTING.match(HttpMethod.GET, target));
    assertThat(error).isNotNull();
    assertThat(error.problem().status()).isEqualTo(400);
    assertThat(error.problem().detail()).startsWith("The request's target is malformed");
  }

  @ParameterizedTest
  @ValueSource(strings = {"/any", "/a/x/c", "/q?a=b?c=/../", "/a//b", "http://h.example/a/x/c?y"})
  void aTargetThatIsRightIsMatched(String target) {
    assertThat(ROUTING.match(HttpMethod.GET, target).route().info().pattern()).isNotEmpty();
  }

  @Property(tries = 20_000)
  void whateverComesIsAMatchOrA400(@ForAll long seed) {
    Random random = new Random(seed);
    String alphabet = "//...%%%%0022eEfFcCaA8bBzZ?#&=+*:@[]\\;~ \u0000\u00e9http://h";
    StringBuilder target = new StringBuilder(random.nextInt(4) == 0 ? "http://h" : "/");
    for (int i = random.nextInt(24); i > 0; i--) {
      target.append(alphabet.charAt(random.nextInt(alphabet.length())));
    }
    try {
      RouteMatch match = ROUTING.match(HttpMethod.GET, target.toString());
      assertThat(match.path()).startsWith("/");
      assertThat(match.path().substring(1).split("/|%2F", -1)).doesNotContain(".", "..");
      assertThat(match.parameters()).doesNotContainNull();
    } catch (ProblemException e) {
      assertThat(e.problem().status()).isEqualTo(400);
    }
  }
}
