package dev.weir.transport.netty;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.weir.testkit.transport.DescriptorExhaustionCompliance;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Nested;

/** The Netty transport outlives a lack of file descriptors, whatever moves its bytes. */
class NettyDescriptorExhaustionTest {
  @Nested
  class OnEpoll extends Exhaustion {
    OnEpoll() {
      super(NativeTransport.EPOLL, "epoll");
    }
  }

  @Nested
  class OnKqueue extends Exhaustion {
    OnKqueue() {
      super(NativeTransport.KQUEUE, "kqueue");
    }
  }

  @Nested
  class OnIoUring extends Exhaustion {
    OnIoUring() {
      super(NativeTransport.IO_URING, "io-uring");
    }
  }

  @Nested
  class OnNio extends Exhaustion {
    OnNio() {
      super(NativeTransport.NIO, "nio");
    }
  }

  private abstract static class Exhaustion extends DescriptorExhaustionCompliance {
    private final NativeTransport moved;

    Exhaustion(NativeTransport moved, String choice) {
      super(
          NettyTransportProvider.class,
          List.of("native=" + choice, "loops=1"),
          "is tried again every",
          "works again");
      this.moved = moved;
    }

    @BeforeEach
    void isHere() {
      String cause = moved.unavailabilityCause();
      assumeTrue(cause == null, () -> moved.label() + " isn't here: " + cause);
    }
  }
}
