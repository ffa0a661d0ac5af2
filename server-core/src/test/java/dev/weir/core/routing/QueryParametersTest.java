package dev.weir.core.routing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.weir.http.ProblemException;
import java.net.URLDecoder;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.List;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.NotEmpty;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class QueryParametersTest {
  @Test
  void valuesAreDecodedAsFormsWriteThem() {
    QueryParameters query = new QueryParameters("a=1&b=x+y%20z&a=2&flag&=nameless&e=&&c%3D=d=e%26");
    assertThat(query.first("a")).isEqualTo("1");
    assertThat(query.all("a")).containsExactly("1", "2");
    assertThat(query.first("b")).isEqualTo("x y z");
    assertThat(query.first("flag")).isEmpty();
    assertThat(query.first("")).isEqualTo("nameless");
    assertThat(query.first("e")).isEmpty();
    assertThat(query.first("c=")).isEqualTo("d=e&");
    assertThat(query.first("missing")).isNull();
    assertThat(query.all("missing")).isEmpty();
    assertThat(new QueryParameters("").first("a")).isNull();
  }

  @ParameterizedTest
  @ValueSource(strings = {"a=%", "a=%4", "a=%zz", "%=1", "a=1&b=%c0%af", "a=%ed%a0%80", "a=%c3"})
  void aMalformedQueryIsA400WhenItIsAskedFor(String text) {
    QueryParameters query = new QueryParameters(text);
    assertThatThrownBy(() -> query.first("a"))
        .isInstanceOfSatisfying(
            ProblemException.class, e -> assertThat(e.problem().status()).isEqualTo(400));
    assertThatThrownBy(() -> query.all("z")).isInstanceOf(ProblemException.class);
  }

  @Property
  void whatTheJdkEncodesComesBack(@ForAll @NotEmpty List<String> values) {
    StringBuilder query = new StringBuilder();
    for (String value : values) {
      query.append("&n=").append(URLEncoder.encode(value, StandardCharsets.UTF_8));
    }
    List<String> expected =
        values.stream()
            .map(value -> URLEncoder.encode(value, StandardCharsets.UTF_8))
            .map(value -> URLDecoder.decode(value, StandardCharsets.UTF_8))
            .toList();
    assertThat(new QueryParameters(query.toString()).all("n")).isEqualTo(expected);
  }
}
