package dev.weir.transport.netty;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.weir.Limits;
import dev.weir.config.Settings;
import dev.weir.spi.transport.Transport;
import dev.weir.spi.transport.Transport.Capability;
import dev.weir.spi.transport.TransportProvider;
import java.util.ServiceLoader;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.EnumSource.Mode;

class NettyTransportProviderTest {
  private static Transport create(NativeChoice choice) {
    return new NettyTransportProvider()
        .create(
            Settings.defaults()
                .with(NettyTransportProvider.NATIVE, choice)
                .with(NettyTransportProvider.LOOPS, 3),
            Limits.defaults());
  }

  @Test
  void isFoundUnderItsName() {
    assertThat(ServiceLoader.load(TransportProvider.class))
        .filteredOn(provider -> provider.name().equals("netty"))
        .singleElement()
        .isInstanceOf(NettyTransportProvider.class);
  }

  @Test
  void theChoicesAreWrittenAsTheManualHasThem() {
    assertThat(NettyTransportProvider.NATIVE.kind())
        .isEqualTo("one of auto, io-uring, epoll, kqueue, nio");
    assertThat(NettyTransportProvider.NATIVE.parse("io-uring")).isEqualTo(NativeChoice.IO_URING);
    assertThat(NettyTransportProvider.NATIVE.defaultValue()).isEqualTo(NativeChoice.AUTO);
  }

  @ParameterizedTest
  @EnumSource(value = NativeChoice.class, mode = Mode.EXCLUDE, names = "AUTO")
  void whatIsAskedForIsUsedAndSaidOrTheReasonGivenWhyNot(NativeChoice choice) {
    NativeTransport asked = NativeTransport.valueOf(choice.name());
    String cause = asked.unavailabilityCause();
    if (cause == null) {
      assertThat(create(choice).description())
          .matches("netty \\d+\\.\\d+\\.\\d+ \\(" + asked.label() + ", 3 loops\\)");
    } else {
      assertThatThrownBy(() -> create(choice))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageContaining("weir.transport.netty.native")
          .hasMessageContaining(asked.label())
          .hasMessageContaining(cause);
    }
  }

  @ParameterizedTest
  @EnumSource(
      value = NativeTransport.class,
      names = {"EPOLL", "KQUEUE"})
  void theNativeOneOfAnotherSystemIsRefused(NativeTransport foreign) {
    boolean linux = System.getProperty("os.name").startsWith("Linux");
    boolean own = linux ? foreign == NativeTransport.EPOLL : foreign == NativeTransport.KQUEUE;
    if (!own) {
      assertThatThrownBy(() -> create(NativeChoice.valueOf(foreign.name())))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageContaining(foreign.label() + ", which can't be used here: ");
    }
  }

  @Test
  void autoTakesTheSystemsOwn() {
    NativeTransport linux = NativeTransport.EPOLL;
    boolean here = linux.unavailabilityCause() == null;
    assertThat(NativeChoice.best("Linux")).isEqualTo(here ? linux : NativeTransport.NIO);
    NativeTransport mac = NativeTransport.KQUEUE;
    boolean there = mac.unavailabilityCause() == null;
    assertThat(NativeChoice.best("Mac OS X")).isEqualTo(there ? mac : NativeTransport.NIO);
    assertThat(NativeChoice.best("Windows 11")).isEqualTo(NativeTransport.NIO);
  }

  @Test
  void capabilitiesAreThoseOfWhatMovesTheBytes() {
    assertThat(NativeTransport.NIO.capabilities())
        .containsExactlyInAnyOrder(
            Capability.UNIX_SOCKETS, Capability.UDP, Capability.MULTICAST, Capability.SENDFILE);
    assertThat(create(NativeChoice.NIO).capabilities())
        .containsAll(NativeTransport.NIO.capabilities())
        .contains(Capability.TLS);
    assertThat(NativeTransport.KQUEUE.capabilities()).doesNotContain(Capability.MULTICAST);
    assertThat(NativeTransport.IO_URING.capabilities()).doesNotContain(Capability.SENDFILE);
  }
}
