package dev.weir.internal;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.InetAddress;
import java.util.HexFormat;
import java.util.List;
import java.util.regex.Pattern;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class IpLiteralTest {
  private static final Pattern STRICT_IPV4 =
      Pattern.compile("(?:(?:0|[1-9]\\d{0,2})\\.){3}(?:0|[1-9]\\d{0,2})");

  private static String hex(String text) {
    InetAddress address = IpLiteral.parse(text);
    assertThat(address).as(text).isNotNull();
    return HexFormat.of().formatHex(address.getAddress());
  }

  @Test
  void readsBothKinds() {
    assertThat(hex("192.0.2.255")).isEqualTo("c00002ff");
    assertThat(hex("::")).isEqualTo("0".repeat(32));
    assertThat(hex("::1")).isEqualTo("0".repeat(31) + "1");
    assertThat(hex("2001:db8::")).isEqualTo("20010db8" + "0".repeat(24));
    assertThat(hex("2001:DB8:0:0:8:800:200c:417a")).isEqualTo("20010db80000000000080800200c417a");
    assertThat(hex("1::2:3.4.5.6")).isEqualTo("0001" + "0".repeat(16) + "000203040506");
    assertThat(hex("1:2:3:4:5:6:7::")).isEqualTo("00010002000300040005000600070000");
  }

  @Test
  void ipv4InsideOfIpv6IsIpv4() {
    assertThat(hex("::ffff:10.1.2.3")).isEqualTo("0a010203");
    assertThat(hex("::ffff:a01:203")).isEqualTo("0a010203");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        ".",
        ":",
        ":::",
        "1",
        "1.2.3",
        "1.2.3.4.5",
        "1.2.3.256",
        "01.2.3.4",
        "1.2.3.4 ",
        "1.2..3",
        "0x7f.0.0.1",
        "127.1",
        "2130706433",
        "1.2.3.-4",
        "localhost",
        "1:2:3:4:5:6:7",
        "1:2:3:4:5:6:7:8:9",
        "1:2:3:4:5:6:7:8::",
        "::1:2:3:4:5:6:7:8",
        "1::2::3",
        "12345::",
        "g::",
        "fe80::1%eth0",
        "[::1]",
        "1:2:3:4:5:6:7:1.2.3.4",
        "::1.2.3",
        "::1.2.3.04",
        ":1::",
        "1:",
        "::1:",
        "1.2.3.4::",
        "\u0661.2.3.4",
        "::\u0661"
      })
  void takesNothingElse(String text) {
    assertThat(IpLiteral.parse(text)).isNull();
  }

  /** The JDK's, without what it takes beyond the strict forms. */
  private static @Nullable InetAddress slow(String text) {
    if (text.matches(".*(?:[%\\[]|[0-9a-f]{5}).*") || text.isEmpty()) {
      return null;
    }
    String ipv4 = text.substring(text.lastIndexOf(':') + 1);
    if ((ipv4.contains(".") || !text.contains(":")) && !STRICT_IPV4.matcher(ipv4).matches()) {
      return null;
    }
    try {
      return InetAddress.ofLiteral(text);
    } catch (IllegalArgumentException e) {
      return null;
    }
  }

  @Property(tries = 20_000)
  void agreesWithTheJdkOnStrictForms(@ForAll("nearlyAddresses") String text) {
    assertThat(IpLiteral.parse(text)).as(text).isEqualTo(slow(text));
  }

  @Provide
  static Arbitrary<String> nearlyAddresses() {
    Arbitrary<String> parts =
        Arbitraries.of(
            List.of(
                "::", ":", ":", ":", ".", ".", "0", "1", "10", "255", "256", "01", "ffff", "a", "%",
                "g"));
    return parts.list().ofMaxSize(17).map(all -> String.join("", all));
  }

  @Property
  void readsWhatTheJdkWrites(@ForAll byte[] bytes) throws Exception {
    byte[] address = java.util.Arrays.copyOf(bytes, bytes.length % 2 == 0 ? 4 : 16);
    InetAddress expected = InetAddress.getByAddress(address);
    assertThat(IpLiteral.parse(expected.getHostAddress())).isEqualTo(expected);
  }
}
