package dev.weir.transport.netty;

import dev.weir.config.Settings;
import dev.weir.testkit.transport.SecureTransportCompliance;
import dev.weir.testkit.transport.TransportUnderTest;
import org.junit.jupiter.api.Nested;

/** Both kinds of engines, with what moves the bytes by default. */
class NettyTlsComplianceTest {
  private static TransportUnderTest with(TlsChoice choice) {
    return TransportUnderTest.ofSockets(
        new NettyTransportProvider(), Settings.defaults().with(NettyTransportProvider.TLS, choice));
  }

  @Nested
  class OfOpenSsl extends SecureTransportCompliance {
    @Override
    public TransportUnderTest transportInClear() {
      return with(TlsChoice.OPENSSL);
    }
  }

  @Nested
  class OfTheJdk extends SecureTransportCompliance {
    @Override
    public TransportUnderTest transportInClear() {
      return with(TlsChoice.JDK);
    }
  }
}
