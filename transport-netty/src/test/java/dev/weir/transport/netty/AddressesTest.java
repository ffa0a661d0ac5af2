package dev.weir.transport.netty;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.InetSocketAddress;
import java.net.UnixDomainSocketAddress;
import org.junit.jupiter.api.Test;

class AddressesTest {
  @Test
  void oneAddressOfIpv4IsToldFromTheWildcardAndFromOtherKinds() {
    assertThat(Addresses.isOneOfIpv4(new InetSocketAddress("127.0.0.1", 80))).isTrue();
    assertThat(Addresses.isOneOfIpv4(new InetSocketAddress("0.0.0.0", 80))).isFalse();
    assertThat(Addresses.isOneOfIpv4(new InetSocketAddress(80))).isFalse();
    assertThat(Addresses.isOneOfIpv4(new InetSocketAddress("::1", 80))).isFalse();
    assertThat(Addresses.isOneOfIpv4(UnixDomainSocketAddress.of("door.sock"))).isFalse();
  }
}
