package dev.weir;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.math.BigInteger;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnixDomainSocketAddress;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;
import org.junit.jupiter.api.Test;

class TrustedProxiesTest {
  private static InetSocketAddress at(String literal) {
    return new InetSocketAddress(InetAddress.ofLiteral(literal), 1234);
  }

  @Test
  void nobodyIsTrustedWhoIsntNamed() {
    TrustedProxies proxies = TrustedProxies.at("10.0.0.0/8", "192.0.2.7", "fd00::/8", "::1");
    assertThat(proxies.contains(at("10.255.0.1"))).isTrue();
    assertThat(proxies.contains(at("11.0.0.0"))).isFalse();
    assertThat(proxies.contains(at("192.0.2.7"))).isTrue();
    assertThat(proxies.contains(at("192.0.2.6"))).isFalse();
    assertThat(proxies.contains(at("fdff::1"))).isTrue();
    assertThat(proxies.contains(at("fe00::1"))).isFalse();
    assertThat(proxies.contains(at("::1"))).isTrue();
    assertThat(proxies.contains(at("127.0.0.1"))).isFalse();
    assertThat(proxies.contains(UnixDomainSocketAddress.of(""))).isFalse();
    assertThat(proxies.contains(InetSocketAddress.createUnresolved("10.0.0.1", 1))).isFalse();
    assertThat(TrustedProxies.none().contains(at("10.0.0.1"))).isFalse();
  }

  @Test
  void unixStandsForAllOfItsSockets() {
    TrustedProxies proxies = TrustedProxies.at("unix");
    assertThat(proxies.contains(UnixDomainSocketAddress.of(""))).isTrue();
    assertThat(proxies.contains(at("127.0.0.1"))).isFalse();
    assertThat(proxies).hasToString("unix");
  }

  @Test
  void whatIsntANetworkIsRefusedByName() {
    for (String wrong :
        new String[] {
          "",
          "proxy.example",
          "10.0.0.0/33",
          "10.0.0.0/",
          "10.0.0.0/08",
          "::/129",
          "10.0.0.0/-1",
          "10/8"
        }) {
      assertThatIllegalArgumentException()
          .isThrownBy(() -> TrustedProxies.at(wrong))
          .withMessageContaining("'" + wrong + "'");
    }
    assertThatIllegalArgumentException()
        .isThrownBy(() -> TrustedProxies.at("10.1.2.3/8"))
        .withMessageContaining("beyond the first 8");
    assertThatIllegalArgumentException().isThrownBy(TrustedProxies::at);
  }

  @Property
  void aNetworkHoldsTheAddressesThatBeginWithItsBits(
      @ForAll @Size(16) byte[] network,
      @ForAll @Size(16) byte[] other,
      @ForAll @IntRange(min = 0, max = 128) int prefix,
      @ForAll @IntRange(min = 0, max = 128) int same)
      throws Exception {
    network[0] |= 0x20; // so that neither is IPv4 inside of IPv6
    BigInteger all = new BigInteger(1, network);
    BigInteger first = all.shiftRight(128 - prefix).shiftLeft(128 - prefix);
    // Shares so many bits at least; else hardly any two would.
    BigInteger low = BigInteger.ONE.shiftLeft(128 - same).subtract(BigInteger.ONE);
    BigInteger address = all.andNot(low).or(new BigInteger(1, other).and(low));
    boolean expected = address.shiftRight(128 - prefix).equals(first.shiftRight(128 - prefix));

    InetAddress inside = InetAddress.getByAddress(bytes(address));
    if (inside.getAddress().length == 16) {
      String text = InetAddress.getByAddress(bytes(first)).getHostAddress() + "/" + prefix;
      if (text.contains(":")) {
        assertThat(TrustedProxies.at(text).contains(new InetSocketAddress(inside, 0)))
            .isEqualTo(expected);
      }
    }
  }

  private static byte[] bytes(BigInteger number) {
    byte[] wide = number.toByteArray();
    byte[] address = new byte[16];
    int count = Math.min(16, wide.length);
    System.arraycopy(wide, wide.length - count, address, 16 - count, count);
    return address;
  }
}
