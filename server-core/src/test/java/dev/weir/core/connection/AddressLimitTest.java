package dev.weir.core.connection;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.net.UnixDomainSocketAddress;
import org.junit.jupiter.api.Test;

class AddressLimitTest {
  private final AddressLimit limit = new AddressLimit(2);

  @Test
  void countsEachAddressWhateverItsPort() {
    assertThat(limit.tryEnter(peer("127.0.0.1", 1))).isTrue();
    assertThat(limit.tryEnter(peer("127.0.0.1", 2))).isTrue();
    assertThat(limit.tryEnter(peer("127.0.0.1", 3))).isFalse();
    assertThat(limit.tryEnter(peer("127.0.0.2", 1))).isTrue();
    limit.leave(peer("127.0.0.1", 1));
    assertThat(limit.tryEnter(peer("127.0.0.1", 3))).isTrue();
  }

  @Test
  void countsTheAddressesOfOneIpv6NetworkAsOne() {
    assertThat(limit.tryEnter(peer("2001:db8:1:2::1", 1))).isTrue();
    assertThat(limit.tryEnter(peer("2001:db8:1:2:ffff::9", 1))).isTrue();
    assertThat(limit.tryEnter(peer("2001:db8:1:2:3::", 1))).isFalse();
    assertThat(limit.tryEnter(peer("2001:db8:1:3::1", 1))).isTrue();
    assertThat(limit.addresses()).isEqualTo(2);
    limit.leave(peer("2001:db8:1:2::1", 1));
    assertThat(limit.tryEnter(peer("2001:db8:1:2:3::", 1))).isTrue();
  }

  @Test
  void forgetsAddressesThatHaveNoConnection() {
    limit.tryEnter(peer("127.0.0.1", 1));
    limit.tryEnter(peer("127.0.0.1", 2));
    limit.leave(peer("127.0.0.1", 1));
    assertThat(limit.addresses()).isEqualTo(1);
    limit.leave(peer("127.0.0.1", 2));
    assertThat(limit.addresses()).isZero();
  }

  @Test
  void peersWithoutAnIpAddressAreNotCounted() {
    SocketAddress unnamed = UnixDomainSocketAddress.of("");
    for (int i = 0; i < 3; i++) {
      assertThat(limit.tryEnter(unnamed)).isTrue();
    }
    limit.leave(unnamed);
    assertThat(limit.addresses()).isZero();
  }

  private static SocketAddress peer(String host, int port) {
    return new InetSocketAddress(host, port);
  }
}
