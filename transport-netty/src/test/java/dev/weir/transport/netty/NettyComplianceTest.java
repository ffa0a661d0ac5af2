package dev.weir.transport.netty;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.weir.config.Settings;
import dev.weir.testkit.transport.TransportCompliance;
import dev.weir.testkit.transport.TransportUnderTest;
import org.junit.jupiter.api.Nested;

/** The Netty transport does what all transports do, whatever moves its bytes. */
class NettyComplianceTest {
  @Nested
  class OnEpoll extends TransportCompliance {
    @Override
    public TransportUnderTest newTransport() {
      return netty(NativeChoice.EPOLL, NativeTransport.EPOLL);
    }
  }

  @Nested
  class OnKqueue extends TransportCompliance {
    @Override
    public TransportUnderTest newTransport() {
      return netty(NativeChoice.KQUEUE, NativeTransport.KQUEUE);
    }
  }

  @Nested
  class OnIoUring extends TransportCompliance {
    @Override
    public TransportUnderTest newTransport() {
      return netty(NativeChoice.IO_URING, NativeTransport.IO_URING);
    }
  }

  @Nested
  class OnNio extends TransportCompliance {
    @Override
    public TransportUnderTest newTransport() {
      return netty(NativeChoice.NIO, NativeTransport.NIO);
    }
  }

  private static TransportUnderTest netty(NativeChoice choice, NativeTransport moved) {
    String cause = moved.unavailabilityCause();
    assumeTrue(cause == null, () -> moved.label() + " isn't here: " + cause);
    return TransportUnderTest.ofSockets(
        new NettyTransportProvider(),
        Settings.defaults()
            .with(NettyTransportProvider.NATIVE, choice)
            .with(NettyTransportProvider.LOOPS, 2));
  }
}
