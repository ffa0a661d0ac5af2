package dev.weir.core.routing;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Random;
import java.util.regex.Pattern;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.ShrinkingMode;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class HostSyntaxTest {
  /**
   * The grammar of RFC 3986, section 3.2.2, with a host that isn't empty, and without IPvFuture.
   */
  private static final Pattern GRAMMAR = grammar();

  private static Pattern grammar() {
    String octet = "(?:25[0-5]|2[0-4][0-9]|1[0-9][0-9]|[1-9]?[0-9])";
    String v4 = octet + "(?:\\." + octet + "){3}";
    String group = "[0-9A-Fa-f]{1,4}";
    String last = "(?:" + group + ":" + group + "|" + v4 + ")";
    StringBuilder v6 =
        new StringBuilder("(?:" + group + ":){6}" + last + "|::(?:" + group + ":){5}" + last);
    for (int before = 1; before <= 5; before++) {
      v6.append("|(?:(?:%s:){0,%d}%s)?::".formatted(group, before - 1, group))
          .append("(?:%s:){%d}%s".formatted(group, 5 - before, last));
    }
    v6.append("|(?:(?:%1$s:){0,5}%1$s)?::%1$s|(?:(?:%1$s:){0,6}%1$s)?::".formatted(group));
    String name = "(?:[A-Za-z0-9._~!$&'()*+,;=-]|%[0-9A-Fa-f]{2})+";
    return Pattern.compile("(?:" + name + "|\\[(?:" + v6 + ")])(?::([0-9]*))?");
  }

  private static boolean isRight(String authority) {
    var matcher = GRAMMAR.matcher(authority);
    if (!matcher.matches()) {
      return false;
    }
    String port = matcher.group(1);
    return port == null
        || port.isEmpty()
        || new java.math.BigInteger(port).compareTo(java.math.BigInteger.valueOf(65_535)) <= 0;
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "a",
        "example.org",
        "EXAMPLE.org:80",
        "a:",
        "a:0",
        "a:00080",
        "a:65535",
        "127.0.0.1:8080",
        "999.1.1.1",
        "a_b",
        "%41",
        "a,b",
        "[::]",
        "[::1]:80",
        "[1:2:3:4:5:6:7:8]",
        "[1:2:3:4:5:6:7::]",
        "[::2:3:4:5:6:7:8]",
        "[1::8]",
        "[::ffff:192.0.2.1]",
        "[1:2:3:4:5:6:192.0.2.1]"
      })
  void aHostIsTaken(String authority) {
    assertThat(HostSyntax.fault(authority)).isNull();
    assertThat(isRight(authority)).isTrue();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        ":80",
        "a b",
        "a/b",
        "u@a",
        "a?b",
        "a#b",
        "a\\b",
        "a|b",
        "a\0",
        "é",
        "٣",
        "a:x",
        "a:-1",
        "a:+1",
        "a:65536",
        "a:99999999999",
        "a:1:2",
        "%",
        "%4",
        "%4g",
        "a[1]",
        "[]",
        "[",
        "]",
        "[::1",
        "[::1]x",
        "[::1]:x",
        "[:]",
        "[:::]",
        "[1:]",
        "[:1]",
        "[1::2::3]",
        "[1:2:3:4:5:6:7]",
        "[1:2:3:4:5:6:7:8:9]",
        "[1:2:3:4:5:6:7:8::]",
        "[12345::]",
        "[::1.2.3]",
        "[::1.2.3.256]",
        "[::01.2.3.4]",
        "[1:2:3:4:5:6:7:1.2.3.4]",
        "[fe80::1%25eth0]",
        "[v1.x]"
      })
  void whatIsntAHostIsRefused(String authority) {
    assertThat(HostSyntax.fault(authority)).isNotNull();
    assertThat(isRight(authority)).isFalse();
  }

  @Property(tries = 20_000, shrinking = ShrinkingMode.OFF)
  void itAgreesWithTheGrammar(@ForAll long seed) {
    Random random = new Random(seed);
    String alphabet = "::::[]12aF.%/@ :0gé";
    StringBuilder text = new StringBuilder(random.nextBoolean() ? "[" : "");
    for (int i = random.nextInt(20); i > 0; i--) {
      text.append(alphabet.charAt(random.nextInt(alphabet.length())));
    }
    if (random.nextBoolean()) {
      text.append(']');
    }
    assertThat(HostSyntax.fault(text.toString()) == null)
        .as(text.toString())
        .isEqualTo(isRight(text.toString()));
  }
}
