package dev.weir.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.weir.http.extract.Rejection;
import dev.weir.http.extract.RejectionException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class ProblemTest {
  @Test
  void isWrittenAsRfc9457Says() {
    Problem problem =
        Problem.of(409, "It is \"taken\".")
            .withType("https://example.org/taken")
            .withTitle("Taken")
            .with("by", List.of("a\n", 7, true, 1.5))
            .with("more", Map.of("nan", Double.NaN));
    assertThat(problem.toJson().utf8())
        .isEqualTo(
            "{\"type\":\"https://example.org/taken\",\"title\":\"Taken\",\"status\":409,"
                + "\"detail\":\"It is \\\"taken\\\".\",\"by\":[\"a\\n\",7,true,1.5],"
                + "\"more\":{\"nan\":null}}");
  }

  @Test
  void whatCouldBreakOutOfAScriptOrALogIsEscaped() {
    String json = Problem.of(400, "\u0000\u001f\u007f\u2028\ud800").toJson().utf8();
    assertThat(json).contains("\\u0000\\u001f\\u007f\\u2028\\ud800");
  }

  @Test
  void emptyAndNullMembersAreValidJson() {
    List<Object> holed = new ArrayList<>(Arrays.asList("a", null));
    assertThat(
            Problem.of(400)
                .with("a", Map.of())
                .with("b", List.of())
                .with("c", holed)
                .toJson()
                .utf8())
        .endsWith("\"a\":{},\"b\":[],\"c\":[\"a\",null]}");
    assertThatThrownBy(() -> Problem.of(400).with("a", null))
        .isInstanceOf(NullPointerException.class);
  }

  @Test
  void standardMembersAndStatusesAreGuarded() {
    assertThatThrownBy(() -> Problem.of(200)).isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> Problem.of(400).with("status", 200))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void aRejectionTakesNoStackTraceAndKeepsItsCause() {
    Exception cause = new Exception("inside");
    RejectionException rejection =
        new RejectionException(new Rejection.Malformed("header", "x", "a number"), cause);
    assertThat(rejection.getStackTrace()).isEmpty();
    assertThat(rejection).hasCause(cause);
    assertThat(rejection.problem().detail()).isEqualTo("The header 'x' isn't a number");
  }
}
