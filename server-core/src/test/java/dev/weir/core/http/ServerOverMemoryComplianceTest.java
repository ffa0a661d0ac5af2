package dev.weir.core.http;

import dev.weir.testkit.memory.MemoryOptions;
import dev.weir.testkit.memory.MemoryUnderTest;
import dev.weir.testkit.transport.ServerCompliance;
import dev.weir.testkit.transport.TransportUnderTest;

/** A server in memory is as one on sockets. */
class ServerOverMemoryComplianceTest extends ServerCompliance {
  @Override
  public TransportUnderTest newTransport() {
    return new MemoryUnderTest(MemoryOptions.threaded().withLoops(2).withOffLoopWrites(true));
  }
}
