package dev.weir.integration.examples;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.weir.integration.process.Child;
import dev.weir.integration.process.RunningServer;
import dev.weir.integration.process.Tools;
import java.net.URI;
import java.net.http.HttpResponse;
import java.time.Instant;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.AfterParameterizedClassInvocation;
import org.junit.jupiter.params.BeforeParameterizedClassInvocation;

class RestIT extends OnBothTransports {
  private static final ObjectMapper JSON = new ObjectMapper();

  private static RunningServer rest;
  @AutoClose private final JdkHttp http = new JdkHttp();
  private final URI orders = rest.url("/orders");

  @BeforeParameterizedClassInvocation
  static void start(String transport) {
    rest = Examples.start("rest", transport);
  }

  @AfterParameterizedClassInvocation
  static void stop() {
    rest.close();
  }

  @Test
  void keepsAnOrderFromItsPlacingToItsDeletion() {
    HttpResponse<String> placed = post("{\"item\":\"tea\",\"quantity\":2}");
    assertThat(placed.statusCode()).isEqualTo(201);
    assertThat(json(placed).path("item").asText()).isEqualTo("tea");
    assertThat(Instant.parse(json(placed).path("placed").asText())).isBefore(Instant.now());
    URI order = rest.url(placed.headers().firstValue("location").orElseThrow());

    HttpResponse<String> found = http.get(order);
    assertThat(found.statusCode()).isEqualTo(200);
    assertThat(found.headers().firstValue("content-type"))
        .hasValueSatisfying(type -> assertThat(type).startsWith("application/json"));
    assertThat(json(found)).isEqualTo(json(placed));

    HttpResponse<String> replaced =
        http.send("PUT", order, "{\"item\":\"mate\",\"quantity\":3}", "Content-Type", JSON_TYPE);
    assertThat(replaced.statusCode()).isEqualTo(200);
    assertThat(json(http.get(order)).path("item").asText()).isEqualTo("mate");

    HttpResponse<String> deleted = http.send("DELETE", order);
    assertThat(deleted.statusCode()).isEqualTo(204);
    assertThat(deleted.body()).isEmpty();
    assertThat(http.get(order).statusCode()).isEqualTo(404);
    assertThat(http.send("DELETE", order).statusCode()).isEqualTo(404);
  }

  private static final String JSON_TYPE = "application/json";

  @Test
  void listsFromWhereItIsAsked() {
    post("{\"item\":\"a\",\"quantity\":1}");
    long last = json(post("{\"item\":\"b\",\"quantity\":1}")).path("id").asLong();
    JsonNode list = json(http.get(URI.create(orders + "?from=" + last + "&limit=1")));
    assertThat(list.isArray()).isTrue();
    assertThat(list).hasSize(1);
    assertThat(list.get(0).path("id").asLong()).isEqualTo(last);
  }

  @Test
  void saysLineAndColumnOfMalformedJson() {
    HttpResponse<String> answer = post("{\"item\":\"tea\",\n  \"quantity\": 1,,}");
    assertThat(answer.statusCode()).isEqualTo(400);
    assertProblem(answer, 400);
    assertThat(answer.body())
        .containsPattern("line\\W{1,4}2\\b")
        .containsPattern("column\\W{1,4}17");
  }

  @Test
  void saysThePathOfWhatDoesNotFit() {
    HttpResponse<String> answer = post("{\"item\":\"tea\",\"quantity\":\"many\"}");
    assertThat(answer.statusCode()).isEqualTo(422);
    assertProblem(answer, 422);
    assertThat(json(answer).path("path").asText()).isEqualTo("quantity");
    assertThat(answer.body()).doesNotContain("dev.weir").doesNotContain("jackson");
  }

  @Test
  void saysWhichParameterIsWrong() {
    HttpResponse<String> path = http.get(rest.url("/orders/seven"));
    assertThat(path.statusCode()).isIn(400, 404);
    assertThat(path.body()).contains("id");
    HttpResponse<String> query = http.get(URI.create(orders + "?limit=lots"));
    assertThat(query.statusCode()).isEqualTo(400);
    assertThat(query.body()).contains("limit");
  }

  @Test
  void answersWhatIsNotThereWithAProblem() {
    HttpResponse<String> answer = http.get(rest.url("/nowhere"));
    assertProblem(answer, 404);
  }

  @Test
  void namesTheMethodsThatAPathTakes() {
    HttpResponse<String> refused = http.send("PATCH", orders);
    assertProblem(refused, 405);
    assertThat(refused.headers().firstValue("allow").orElseThrow().split(", *"))
        .containsExactlyInAnyOrder("GET", "HEAD", "OPTIONS", "POST");

    HttpResponse<String> options = http.send("OPTIONS", orders);
    assertThat(options.statusCode()).isEqualTo(204);
    assertThat(options.headers().firstValue("allow"))
        .isEqualTo(refused.headers().firstValue("allow"));
  }

  @Test
  void headAnswersTheHeadOfGet() {
    String order = json(post("{\"item\":\"tea\",\"quantity\":2}")).path("id").asText();
    HttpResponse<String> get = http.get(rest.url("/orders/" + order));
    HttpResponse<String> head = http.send("HEAD", rest.url("/orders/" + order));
    assertThat(head.statusCode()).isEqualTo(200);
    assertThat(head.body()).isEmpty();
    assertThat(head.headers().firstValue("content-length"))
        .isEqualTo(get.headers().firstValue("content-length"));
    assertThat(head.headers().firstValue("content-type"))
        .isEqualTo(get.headers().firstValue("content-type"));
  }

  @Test
  void saysWhatItCanWriteAndRead() {
    HttpResponse<String> unwritable = http.get(orders, "Accept", "image/png");
    assertProblem(unwritable, 406);
    assertThat(unwritable.body()).contains(JSON_TYPE);

    HttpResponse<String> unreadable = http.send("POST", orders, "tea", "Content-Type", "text/csv");
    assertProblem(unreadable, 415);
    assertThat(unreadable.headers().firstValue("accept").orElse("") + unreadable.body())
        .contains(JSON_TYPE);
  }

  @Test
  void servesCurl() {
    Tools.assumeInstalled("curl");
    try (Child curl =
        Tools.run(
            "curl",
            "-sS",
            "--json",
            "{\"item\":\"coffee\",\"quantity\":1}",
            "-w",
            "\n%{http_code} %header{location}",
            orders.toString())) {
      assertThat(curl.awaitExit()).as(curl.said()).isZero();
      assertThat(curl.out()).contains("\"item\":\"coffee\"").containsPattern("201 /orders/\\d+");
    }
  }

  @Test
  void writesALineOfAccessLogPerRequest() {
    http.get(rest.url("/orders/424242"));
    assertThat(
            rest.child().awaitErr(java.util.regex.Pattern.compile("/orders/.*404|404.*/orders/")))
        .isNotNull();
  }

  private HttpResponse<String> post(String body) {
    return http.send("POST", orders, body, "Content-Type", JSON_TYPE);
  }

  private static void assertProblem(HttpResponse<String> answer, int status) {
    assertThat(answer.statusCode()).as(answer.body()).isEqualTo(status);
    assertThat(answer.headers().firstValue("content-type")).hasValue("application/problem+json");
    assertThat(json(answer).path("status").asInt()).isEqualTo(status);
    assertThat(json(answer).path("title").asText()).isNotBlank();
  }

  private static JsonNode json(HttpResponse<String> answer) {
    try {
      return JSON.readTree(answer.body());
    } catch (JsonProcessingException e) {
      throw new AssertionError(answer + " isn't JSON: " + answer.body(), e);
    }
  }
}
