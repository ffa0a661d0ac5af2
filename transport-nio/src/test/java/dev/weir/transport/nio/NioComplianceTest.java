package dev.weir.transport.nio;

import dev.weir.config.Settings;
import dev.weir.testkit.transport.TransportCompliance;
import dev.weir.testkit.transport.TransportUnderTest;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.condition.EnabledIf;

/** The NIO transport does what all transports do, whatever its sockets are made of. */
class NioComplianceTest {
  private abstract static class WithDefaults extends TransportCompliance {
    private final TestSystem system;

    WithDefaults(TestSystem system) {
      this.system = system;
    }

    /** What isn't at its default. */
    Settings settings() {
      return system.settings();
    }

    @Override
    public final TransportUnderTest newTransport() {
      return TransportUnderTest.ofSockets(new NioTransportProvider(), settings());
    }
  }

  private abstract static class WithOneLoopAndTheSmallestBuffer extends WithDefaults {
    WithOneLoopAndTheSmallestBuffer(TestSystem system) {
      super(system);
    }

    @Override
    Settings settings() {
      return super.settings()
          .with(NioTransportProvider.LOOPS, 1)
          .with(NioTransportProvider.BUFFER, 4L << 10);
    }
  }

  @Nested
  class OnChannelsWithDefaults extends WithDefaults {
    OnChannelsWithDefaults() {
      super(TestSystem.JDK);
    }
  }

  @Nested
  class OnChannelsWithOneLoopAndTheSmallestBuffer extends WithOneLoopAndTheSmallestBuffer {
    OnChannelsWithOneLoopAndTheSmallestBuffer() {
      super(TestSystem.JDK);
    }
  }

  @Nested
  @EnabledIf("dev.weir.transport.nio.TestSystem#hasLinux")
  class OnLinuxWithDefaults extends WithDefaults {
    OnLinuxWithDefaults() {
      super(TestSystem.LINUX);
    }
  }

  @Nested
  @EnabledIf("dev.weir.transport.nio.TestSystem#hasLinux")
  class OnLinuxWithOneLoopAndTheSmallestBuffer extends WithOneLoopAndTheSmallestBuffer {
    OnLinuxWithOneLoopAndTheSmallestBuffer() {
      super(TestSystem.LINUX);
    }
  }
}
