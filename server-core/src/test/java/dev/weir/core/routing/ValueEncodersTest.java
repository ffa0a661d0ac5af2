package dev.weir.core.routing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.weir.Bytes;
import dev.weir.BytesBuilder;
import dev.weir.TypeOf;
import dev.weir.http.ProblemException;
import dev.weir.http.Response;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ValueEncodersTest {
  record Cup(int size) {}

  private final FakeSetup setup =
      new FakeSetup()
          .codecs(
              new FakeCodec("json", "application/json", Cup.class),
              new FakeCodec("cbor", "application/cbor", Cup.class),
              new FakeCodec("csv", "text/csv; header=present", Cup.class));

  private FakeRequest request(String... accept) {
    RoutesBuilder builder = new RoutesBuilder("test");
    builder.get("/cup", request -> Response.ok());
    FakeRequest request = new FakeRequest(builder.compile(setup), "GET", "/cup");
    for (String value : accept) {
      request.with("Accept", value);
    }
    return request;
  }

  private static ValueEncoding.Chosen choose(FakeRequest request, Object value) {
    return request.match().route().values().choose(request, value, null);
  }

  private String chosen(String... accept) {
    return choose(request(accept), new Cup(1)).mediaType().essence().toString();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "*/* | application/json",
        "application/json | application/json",
        "application/cbor | application/cbor",
        "APPLICATION/CBOR | application/cbor",
        "text/* | text/csv",
        "application/* | application/json",
        "application/cbor, application/json | application/json",
        "application/cbor, application/json;q=0.9 | application/cbor",
        "application/json;q=0.1, application/cbor;q=0.11 | application/cbor",
        "application/json;q=0, */* | application/cbor",
        "application/*;q=0.5, text/csv;q=0.6 | text/csv",
        "*/*, application/json;q=0.2, application/cbor;q=0.3 | text/csv",
        "*/*;q=0.1, application/*;q=0 | text/csv",
        "text/csv;header=present, application/json;q=0.5 | text/csv",
        "text/csv;header=absent, application/json;q=0.5 | application/json",
        "text/csv;q=0.1, text/csv;header=present;q=0.9, application/json;q=0.5 | text/csv",
        "application/json;charset=utf-8 | application/json",
        "text/html, image/gif, image/jpeg, *; q=.2, */*; q=.2 | application/json",
        "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8 | application/json",
        "application/cbor;x=\",application/json\", application/cbor;q=0.3 | application/cbor",
        "nonsense | application/json",
        "application/cbor;q=high | application/json",
        ", , | application/json",
        "'' | application/json"
      })
  void negotiatesByQualityAndSpecificity(String accept, String expected) {
    assertThat(chosen(accept)).isEqualTo(expected);
  }

  @Test
  void severalAcceptFieldsAreOneList() {
    assertThat(chosen("application/json;q=0.5", "application/cbor")).isEqualTo("application/cbor");
    assertThat(chosen()).isEqualTo("application/json");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"text/html", "application/json;q=0", "*/*;q=0", "image/*", "application/json;v=2"})
  void whatNobodyCanSendIsA406ThatListsWhatWouldBe(String accept) {
    ProblemException error = catchThrowableOfType(ProblemException.class, () -> chosen(accept));
    assertThat(error.problem().status()).isEqualTo(406);
    assertThat(error.problem().members())
        .containsEntry(
            "available",
            List.of("application/json", "application/cbor", "text/csv; header=present"));
  }

  @Test
  void textAndBytesHaveANaturalEncoding() throws Exception {
    assertThat(choose(request(), "café").mediaType()).hasToString("text/plain; charset=utf-8");
    BytesBuilder output = Bytes.builder();
    choose(request("text/*"), "café").encoder().encode("café", output);
    assertThat(output.toBytes()).isEqualTo(Bytes.utf8("café"));
    assertThat(choose(request(), Bytes.utf8("x")).mediaType())
        .hasToString("application/octet-stream");
    assertThatThrownBy(() -> choose(request("application/cbor"), "text"))
        .isInstanceOf(ProblemException.class);
  }

  @Test
  void aValueThatNoCodecCanWriteIsAnErrorOfTheProgram() {
    assertThatThrownBy(() -> choose(request(), 1))
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("GET /cup")
        .hasMessageContaining("java.lang.Integer")
        .hasMessageContaining("json, cbor, csv");
  }

  @Test
  void theClassOfAGenericValueIsOfferedWithWildcards() throws Exception {
    setup.codecs(new FakeCodec("lists", "application/json", ArrayList.class));
    List<Cup> cups = new ArrayList<>(List.of(new Cup(1)));
    BytesBuilder output = Bytes.builder();
    choose(request(), cups).encoder().encode(cups, output);
    assertThat(output.toBytes().utf8()).startsWith("lists:");
    assertThat(RuntimeTypes.of(ArrayList.class))
        .isEqualTo(RuntimeTypes.of(ArrayList.class))
        .hasToString("java.util.ArrayList<?>");
  }

  @Test
  void strictReturnsWantADeclaration() {
    setup.strict();
    FakeRequest request = request();
    assertThatThrownBy(() -> choose(request, new Cup(1)))
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("returns(...)");
    assertThat(
            request
                .match()
                .route()
                .values()
                .choose(request, new Cup(1), TypeOf.of(Cup.class))
                .mediaType())
        .hasToString("application/json");
  }
}
