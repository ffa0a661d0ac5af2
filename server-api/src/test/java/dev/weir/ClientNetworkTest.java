package dev.weir;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.net.InetSocketAddress;
import java.net.UnixDomainSocketAddress;
import org.junit.jupiter.api.Test;

class ClientNetworkTest {
  @Test
  void anIpv4AddressStandsForItself() {
    assertThat(of("192.0.2.1")).isEqualTo(of("192.0.2.1")).isNotEqualTo(of("192.0.2.2"));
    assertThat(of("255.0.2.1")).hasToString("255.0.2.1");
  }

  @Test
  void anIpv6AddressStandsForTheFirst64Bits() {
    assertThat(of("2001:db8:1:2::1"))
        .isEqualTo(of("2001:db8:1:2:ffff:ffff:ffff:ffff"))
        .isNotEqualTo(of("2001:db8:1:3::1"))
        .hasToString("20010db800010002");
  }

  @Test
  void ipv4InsideOfIpv6IsThatIpv4Address() {
    assertThat(of("::ffff:192.0.2.1")).isEqualTo(of("192.0.2.1"));
    assertThat(of("::ffff:192.0.2.2")).isNotEqualTo(of("192.0.2.1"));
  }

  @Test
  void anIpv6NetworkIsNotTheIpv4AddressOfTheSameBits() {
    assertThat(of("0:0:c000:201::1")).isNotEqualTo(of("192.0.2.1"));
  }

  @Test
  void aPeerWithoutAnIpAddressHasNone() {
    assertThat(ClientNetwork.of(UnixDomainSocketAddress.of(""))).isNull();
    assertThat(ClientNetwork.of(InetSocketAddress.createUnresolved("host.invalid", 1))).isNull();
  }

  @Test
  void moreThan32BitsAreNoIpv4Address() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new ClientNetwork(false, 1L << 32))
        .withMessageContaining("32 bits");
    assertThat(new ClientNetwork(true, 1L << 32)).hasToString("0000000100000000");
  }

  private static ClientNetwork of(String address) {
    return ClientNetwork.of(new InetSocketAddress(address, 1));
  }
}
