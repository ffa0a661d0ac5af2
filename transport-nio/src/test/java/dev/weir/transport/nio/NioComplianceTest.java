package dev.weir.transport.nio;

import dev.weir.config.Settings;
import dev.weir.testkit.transport.TransportCompliance;
import dev.weir.testkit.transport.TransportUnderTest;
import org.junit.jupiter.api.Nested;

/** The NIO transport does what all transports do. */
class NioComplianceTest {
  @Nested
  class WithDefaults extends TransportCompliance {
    @Override
    public TransportUnderTest newTransport() {
      return TransportUnderTest.ofSockets(new NioTransportProvider());
    }
  }

  @Nested
  class WithOneLoopAndTheSmallestBuffer extends TransportCompliance {
    @Override
    public TransportUnderTest newTransport() {
      return TransportUnderTest.ofSockets(
          new NioTransportProvider(),
          Settings.defaults()
              .with(NioTransportProvider.LOOPS, 1)
              .with(NioTransportProvider.BUFFER, 4L << 10));
    }
  }
}
