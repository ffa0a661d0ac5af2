package dev.weir.transport.nio;

import dev.weir.testkit.transport.SecureTransportCompliance;
import dev.weir.testkit.transport.TransportUnderTest;

class NioTlsComplianceTest extends SecureTransportCompliance {
  @Override
  public TransportUnderTest transportInClear() {
    return TransportUnderTest.ofSockets(new NioTransportProvider());
  }
}
