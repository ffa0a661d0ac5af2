package dev.weir.spi.proxy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.weir.Bytes;
import dev.weir.ProxyHeader;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnixDomainSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The PROXY protocol of HAProxy, versions 1 and 2. */
class HeaderReaderTest {
  private static final int MAX = 1_000;

  private static byte[] ascii(String text) {
    return text.getBytes(StandardCharsets.ISO_8859_1);
  }

  private static ProxyHeader read(byte[] header) throws ProxyHeaderException {
    byte[] shifted = new byte[header.length + 5]; // neither at the array's start nor at its end
    System.arraycopy(header, 0, shifted, 2, header.length);
    for (int cut = 0; cut < header.length; cut++) {
      HeaderReader.Progress progress = HeaderReader.read(shifted, 2, 2 + cut, MAX);
      assertThat(progress.header()).as("of " + cut + " bytes").isNull();
      assertThat(progress.bytes()).isBetween(cut + 1, header.length);
    }
    HeaderReader.Progress progress = HeaderReader.read(shifted, 2, shifted.length, MAX);
    assertThat(progress.bytes()).isEqualTo(header.length);
    assertThat(progress.header()).isNotNull();
    return progress.header();
  }

  private static void assertRefused(byte[] header, String reason) {
    assertThatExceptionOfType(ProxyHeaderException.class)
        .isThrownBy(() -> HeaderReader.read(header, 0, header.length, MAX))
        .withMessageContaining(reason);
  }

  private static InetSocketAddress at(String literal, int port) {
    return new InetSocketAddress(InetAddress.ofLiteral(literal), port);
  }

  @Test
  void versionOneTellsBothAddresses() throws Exception {
    ProxyHeader header = read(ascii("PROXY TCP4 192.0.2.1 198.51.100.7 56324 443\r\n"));
    assertThat(header.version()).isEqualTo(1);
    assertThat(header.source()).isEqualTo(at("192.0.2.1", 56324));
    assertThat(header.destination()).isEqualTo(at("198.51.100.7", 443));
    ProxyHeader six = read(ascii("PROXY TCP6 2001:db8::1 ::1 0 65535\r\n"));
    assertThat(six.source()).isEqualTo(at("2001:db8::1", 0));
    assertThat(six.destination()).isEqualTo(at("::1", 65535));
  }

  @Test
  void versionOneMayNotKnow() throws Exception {
    assertThat(read(ascii("PROXY UNKNOWN\r\n")).source()).isNull();
    String longest = "PROXY UNKNOWN " + "f".repeat(107 - 16) + "\r\n";
    assertThat(read(ascii(longest)).source()).isNull();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "GET / HTTP/1.1\r\n",
        "PROXY  TCP4 1.2.3.4 1.2.3.4 1 1\r\n",
        "PROXY TCP4 1.2.3.4 1.2.3.4 1\r\n",
        "PROXY TCP4 1.2.3.4 1.2.3.4 1 1 \r\n",
        "PROXY TCP4 1.2.3.4 1.2.3.4 1 65536\r\n",
        "PROXY TCP4 1.2.3.4 1.2.3.4 01 1\r\n",
        "PROXY TCP4 1.2.3.4 1.2.3.4 -1 1\r\n",
        "PROXY TCP4 1.2.3 1.2.3.4 1 1\r\n",
        "PROXY TCP4 localhost 1.2.3.4 1 1\r\n",
        "PROXY TCP4 ::1 ::1 1 1\r\n",
        "PROXY TCP6 1.2.3.4 1.2.3.4 1 1\r\n",
        "PROXY TCP6 ::1%eth0 ::1 1 1\r\n",
        "PROXY UDP4 1.2.3.4 1.2.3.4 1 1\r\n",
        "PROXY UNKNOWNS\r\n",
        "PROXY TCP4 1.2.3.4 1.2.3.4 1 1\n",
        "PROXY TCP4 1.2.3.4 1.2.3.4 1 1\r\r\n",
        "PROXY \u00e9\r\n",
        "proxy UNKNOWN\r\n",
        "\r\n\r\n\0\r\nQUIX",
      })
  void whatIsNeitherIsRefused(String text) {
    assertRefused(ascii(text), "");
  }

  @Test
  void aLineWithoutAnEndIsRefusedAtItsLongest() throws Exception {
    byte[] endless = ascii("PROXY UNKNOWN " + "f".repeat(200));
    assertThat(HeaderReader.read(endless, 0, 106, MAX).header()).isNull();
    assertRefused(Arrays.copyOf(endless, 107), "longer than 107");
  }

  @Test
  void versionTwoTellsBothAddresses() throws Exception {
    ProxyHeader header = read(HeaderBytes.tcp4().build());
    assertThat(header.version()).isEqualTo(2);
    assertThat(header.source()).isEqualTo(at("192.0.2.1", 1000));
    assertThat(header.destination()).isEqualTo(at("192.0.2.2", 443));
    byte[] six = InetAddress.ofLiteral("2001:db8::1").getAddress();
    ProxyHeader sixth =
        read(new HeaderBytes(0x21, 0x21).bytes(six).bytes(six).bytes(0, 1, 0, 2).build());
    assertThat(sixth.source()).isEqualTo(at("2001:db8::1", 1));
    assertThat(sixth.destination()).isEqualTo(at("2001:db8::1", 2));
    byte[] path = Arrays.copyOf(ascii("/run/client"), 108);
    ProxyHeader unix = read(new HeaderBytes(0x21, 0x31).bytes(path).bytes(new byte[108]).build());
    assertThat(unix.source()).isEqualTo(UnixDomainSocketAddress.of("/run/client"));
  }

  @Test
  void aProxysOwnConnectionTellsNobody() throws Exception {
    ProxyHeader header = read(new HeaderBytes(0x20, 0xff).bytes(1, 2, 3).build());
    assertThat(header).isEqualTo(new ProxyHeader(2, null, null, null, null, Bytes.empty(), null));
    assertThat(read(new HeaderBytes(0x21, 0x00).build()).source()).isNull();
  }

  @Test
  void versionTwoTellsMore() throws Exception {
    byte[] tls =
        new HeaderBytes(0, 0)
            .bytes(1 | 2, 0, 0, 0, 0)
            .value(0x21, "TLSv1.3")
            .value(0x22, "client.example")
            .value(0x23, "TLS_AES_128_GCM_SHA256")
            .value(0x24, "SHA256")
            .build();
    ProxyHeader header =
        read(
            HeaderBytes.tcp4()
                .value(0x01, "h2")
                .value(0x02, "www.example")
                .value(0x04, "padding")
                .value(0x05, new byte[] {1, 2, 3})
                .value(0x20, Arrays.copyOfRange(tls, 16, tls.length))
                .value(0xea, "of a cloud")
                .buildChecked());
    assertThat(header.applicationProtocol()).isEqualTo("h2");
    assertThat(header.authority()).isEqualTo("www.example");
    assertThat(header.uniqueId().toByteArray()).containsExactly(1, 2, 3);
    assertThat(header.tls())
        .isEqualTo(
            new ProxyHeader.ClientTls(
                "TLSv1.3", "TLS_AES_128_GCM_SHA256", true, true, "client.example"));
  }

  @Test
  void clientsWithoutTlsOrWithoutAGoodCertificateAreToldApart() throws Exception {
    assertThat(read(HeaderBytes.tcp4().value(0x20, new byte[5]).build()).tls()).isNull();
    ProxyHeader unverified =
        read(HeaderBytes.tcp4().value(0x20, new byte[] {1 | 4, 0, 0, 0, 1}).build());
    assertThat(unverified.tls())
        .isEqualTo(new ProxyHeader.ClientTls(null, null, true, false, null));
    ProxyHeader without = read(HeaderBytes.tcp4().value(0x20, new byte[] {1, 0, 0, 0, 0}).build());
    assertThat(without.tls()).isEqualTo(new ProxyHeader.ClientTls(null, null, false, false, null));
  }

  @Test
  void aWrongChecksumIsRefused() {
    for (int i : List.of(13, 16, 31)) {
      byte[] header = HeaderBytes.tcp4().value(0x05, "id").buildChecked();
      header[i] ^= i == 13 ? 0x03 : 0x01; // the transport, an address, a value
      assertRefused(header, "checksum is wrong");
    }
    assertRefused(HeaderBytes.tcp4().value(3, new byte[3]).build(), "checksum");
    byte[] first = HeaderBytes.tcp4().buildChecked();
    byte[] rest = Arrays.copyOfRange(first, 16, first.length);
    assertRefused(new HeaderBytes(0x21, 0x11).bytes(rest).buildChecked(), "checksum");
  }

  @Test
  void whatContradictsItselfIsRefused() {
    assertRefused(new HeaderBytes(0x11, 0x11).bytes(new byte[12]).build(), "command");
    assertRefused(new HeaderBytes(0x22, 0x11).bytes(new byte[12]).build(), "command");
    assertRefused(new HeaderBytes(0x21, 0x13).bytes(new byte[12]).build(), "transport");
    assertRefused(new HeaderBytes(0x21, 0x41).bytes(new byte[12]).build(), "family");
    assertRefused(new HeaderBytes(0x21, 0x11).bytes(new byte[11]).build(), "addresses");
    assertRefused(HeaderBytes.tcp4().bytes(1, 0).build(), "head");
    assertRefused(HeaderBytes.tcp4().bytes(1, 0, 2, 'x').build(), "longer than what is left");
    assertRefused(HeaderBytes.tcp4().value(0x05, new byte[129]).build(), "unique id");
    assertRefused(HeaderBytes.tcp4().value(0x20, new byte[4]).build(), "TLS");
    assertRefused(HeaderBytes.tcp4().value(0x20, new byte[] {1, 0, 0, 0, 0, 9}).build(), "head");
    assertRefused(HeaderBytes.tcp4().value(0x04, new byte[MAX]).build(), "may be");
  }

  /** What the fast one does, in the words of the slow one. */
  static String fast(byte[] input, int length, int max) {
    try {
      HeaderReader.Progress progress = HeaderReader.read(input, 0, length, max);
      if (progress.header() == null && progress.bytes() <= length) {
        throw new AssertionError("It needs " + progress.bytes() + " bytes, which are there");
      }
      return progress.header() == null
          ? "short"
          : SlowHeaderReader.told(progress.bytes(), progress.header());
    } catch (ProxyHeaderException e) {
      return "wrong";
    }
  }

  @Property(tries = 10_000)
  void agreesWithASlowReader(@ForAll("nearlyHeaders") byte[] input) {
    assertThat(fast(input, input.length, 300)).isEqualTo(SlowHeaderReader.read(input, 300));
  }

  @Provide
  static Arbitrary<byte[]> nearlyHeaders() {
    Arbitrary<String> words =
        Arbitraries.frequencyOf(
            net.jqwik.api.Tuple.of(6, Arbitraries.of(" ", " ", "1.2.3.4", "::1", "443", "\r\n")),
            net.jqwik.api.Tuple.of(
                1,
                Arbitraries.of(
                    "PROXY ",
                    "TCP4",
                    "TCP6",
                    "UNKNOWN",
                    "65536",
                    "0",
                    "\r",
                    "\n",
                    "::ffff:1.2.3.4",
                    "1.2.3",
                    "é")));
    Arbitrary<byte[]> lines =
        Combinators.combine(
                Arbitraries.of(
                    "PROXY TCP4 1.2.3.4 5.6.7.8 ",
                    "PROXY TCP6 ",
                    "PROXY TCP4 ",
                    "PROXY UNKNOWN",
                    "PROXY",
                    ""),
                words.list().ofMaxSize(10))
            .as((begin, rest) -> ascii(begin + String.join("", rest)));
    Arbitrary<byte[]> values =
        Combinators.combine(
                Arbitraries.of(1, 2, 3, 4, 5, 0x20, 0x21, 0xee),
                Arbitraries.bytes().array(byte[].class).ofMaxSize(9))
            .as((type, value) -> new HeaderBytes(0, 0).value(type, value).build())
            .map(built -> Arrays.copyOfRange(built, 16, built.length));
    Arbitrary<byte[]> binary =
        Combinators.combine(
                Arbitraries.of(0x20, 0x21, 0x21, 0x21, 0x22),
                Arbitraries.of(0x00, 0x10, 0x11, 0x12, 0x21, 0x31, 0x13, 0x41),
                Arbitraries.of(0, 11, 12, 36, 216),
                values.list().ofMaxSize(4),
                Arbitraries.integers().between(0, 400),
                Arbitraries.of(true, false))
            .as(HeaderReaderTest::assemble);
    return Arbitraries.oneOf(lines, binary);
  }

  private static byte[] assemble(
      int command, int family, int addresses, List<byte[]> values, int change, boolean checked) {
    HeaderBytes header = new HeaderBytes(command, family).bytes(new byte[addresses]);
    values.forEach(header::bytes);
    byte[] built = checked ? header.buildChecked() : header.build();
    if (change < built.length) {
      built[change] += 1; // wherever it hits
    } else if (change > 350) {
      built = Arrays.copyOf(built, built.length - 1);
    }
    return built;
  }
}
