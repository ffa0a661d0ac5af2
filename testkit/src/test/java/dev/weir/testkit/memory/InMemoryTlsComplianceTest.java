package dev.weir.testkit.memory;

import dev.weir.testkit.transport.SecureTransportCompliance;
import dev.weir.testkit.transport.TransportUnderTest;
import org.junit.jupiter.api.Nested;

class InMemoryTlsComplianceTest {
  @Nested
  class WithOneLoop extends SecureTransportCompliance {
    @Override
    public TransportUnderTest transportInClear() {
      return new MemoryUnderTest(MemoryOptions.threaded());
    }
  }

  @Nested
  class WithTwoLoopsAndWritesOffThem extends SecureTransportCompliance {
    @Override
    public TransportUnderTest transportInClear() {
      return new MemoryUnderTest(MemoryOptions.threaded().withLoops(2).withOffLoopWrites(true));
    }
  }
}
