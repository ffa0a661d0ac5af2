package dev.weir.transport.nio;

import dev.weir.testkit.transport.SecureTransportCompliance;
import dev.weir.testkit.transport.TransportUnderTest;

@OnEachSystem
class NioTlsComplianceTest extends SecureTransportCompliance {
  private final TestSystem system;

  NioTlsComplianceTest(TestSystem system) {
    this.system = system;
  }

  @Override
  public TransportUnderTest transportInClear() {
    return TransportUnderTest.ofSockets(new NioTransportProvider(), system.settings());
  }
}
