package dev.weir.integration.compliance;

import dev.weir.testkit.transport.ServerCompliance;
import dev.weir.testkit.transport.TransportUnderTest;
import dev.weir.transport.netty.NettyTransportProvider;
import dev.weir.transport.nio.NioTransportProvider;
import org.junit.jupiter.api.Nested;

/** Servers on both transports do what all servers do. */
class ServerComplianceIT {
  @Nested
  class OnNio extends ServerCompliance {
    @Override
    public TransportUnderTest newTransport() {
      return TransportUnderTest.ofSockets(new NioTransportProvider());
    }
  }

  @Nested
  class OnNetty extends ServerCompliance {
    @Override
    public TransportUnderTest newTransport() {
      return TransportUnderTest.ofSockets(new NettyTransportProvider());
    }
  }
}
