package dev.weir.http.extract;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.time.Duration;
import java.time.LocalDate;
import java.time.Year;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ConversionsTest {
  public enum Color {
    RED,
    GREEN
  }

  public record Sku(String code) {
    public static Sku parse(String text) {
      if (text.isEmpty()) {
        throw new IllegalStateException("empty");
      }
      return new Sku(text);
    }
  }

  private record Hidden(String text) {
    static Hidden parse(String text) {
      return new Hidden(text);
    }
  }

  @Test
  void textBecomesWhatIsAskedFor() {
    assertThat(Conversions.to(String.class).apply("a")).isEqualTo("a");
    assertThat(Conversions.to(Long.class).apply("-7")).isEqualTo(-7);
    assertThat(Conversions.to(int.class).apply("7")).isEqualTo(7);
    assertThat(Conversions.to(boolean.class).apply("True")).isTrue();
    assertThat(Conversions.to(Color.class).apply("green")).isEqualTo(Color.GREEN);
    assertThat(Conversions.to(LocalDate.class).apply("2026-01-31"))
        .isEqualTo(LocalDate.of(2026, 1, 31));
    assertThat(Conversions.to(Duration.class).apply("PT1S")).isEqualTo(Duration.ofSeconds(1));
    assertThat(Conversions.to(Year.class).apply("2026")).isEqualTo(Year.of(2026));
    assertThat(Conversions.to(BigDecimal.class).apply("1.50")).isEqualTo(new BigDecimal("1.50"));
    assertThat(Conversions.to(Sku.class).apply("x")).isEqualTo(new Sku("x"));
  }

  @ParameterizedTest
  @ValueSource(strings = {"NaN", "Infinity", "-Infinity", "1e400", ""})
  void numbersAreFinite(String text) {
    assertThatThrownBy(() -> Conversions.to(Double.class).apply(text))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> Conversions.to(float.class).apply(text))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @ParameterizedTest
  @ValueSource(strings = {"\u0661", "\uff11", " 1", "1 ", "1_0", "0x1", "1d", "+1"})
  void numbersAreWrittenInAsciiDigits(String text) {
    for (Class<?> type :
        new Class<?>[] {Long.class, int.class, Double.class, BigDecimal.class, BigInteger.class}) {
      assertThatThrownBy(() -> Conversions.to(type).apply(text))
          .isInstanceOf(IllegalArgumentException.class);
    }
  }

  @Test
  void aShortNumberThatIsLongToComputeWithIsRefused() {
    for (String text : new String[] {"1e1001", "1e-1001", "1e2147483647"}) {
      assertThatThrownBy(() -> Conversions.to(BigDecimal.class).apply(text))
          .isInstanceOf(IllegalArgumentException.class);
    }
  }

  @Test
  void aUuidIsInItsLongForm() {
    String text = "00000000-0000-0001-0000-00000000000F";
    assertThat(Conversions.to(UUID.class).apply(text)).isEqualTo(UUID.fromString(text));
    assertThatThrownBy(() -> Conversions.to(UUID.class).apply("0-0-1-0-f"))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void whatTheFactoryThrowsComesThrough() {
    assertThatThrownBy(() -> Conversions.to(Sku.class).apply(""))
        .isInstanceOf(IllegalStateException.class)
        .hasMessage("empty");
  }

  @Test
  void aClassThatCannotBeMadeFromTextIsRefusedAtOnce() {
    assertThatThrownBy(() -> Extract.query("x", Object[].class))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("parse, fromString or valueOf");
    assertThatThrownBy(() -> Extract.query("x", Hidden.class))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void descriptionsNameNoClassOfTheProgram() {
    assertThat(Conversions.describe(Sku.class)).isEqualTo("valid");
    assertThat(Conversions.describe(long.class)).isEqualTo("a whole number within its range");
    assertThat(Conversions.describe(Color.class)).isEqualTo("one of RED, GREEN");
  }
}
