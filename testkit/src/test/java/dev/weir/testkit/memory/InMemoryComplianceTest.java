package dev.weir.testkit.memory;

import dev.weir.testkit.transport.TransportCompliance;
import dev.weir.testkit.transport.TransportUnderTest;
import org.junit.jupiter.api.Nested;

/** The in-memory transport does what all transports do, with threads and over the worst links. */
class InMemoryComplianceTest {
  @Nested
  class WithOneLoop extends TransportCompliance {
    @Override
    public TransportUnderTest newTransport() {
      return new MemoryUnderTest(MemoryOptions.threaded());
    }
  }

  @Nested
  class WithTwoLoopsAndWritesOffThem extends TransportCompliance {
    @Override
    public TransportUnderTest newTransport() {
      return new MemoryUnderTest(MemoryOptions.threaded().withLoops(2).withOffLoopWrites(true));
    }
  }
}
