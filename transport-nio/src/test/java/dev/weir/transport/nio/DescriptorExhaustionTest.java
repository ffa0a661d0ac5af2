package dev.weir.transport.nio;

import dev.weir.testkit.transport.DescriptorExhaustionCompliance;
import java.util.List;

/** The NIO transport outlives a lack of file descriptors. */
final class DescriptorExhaustionTest extends DescriptorExhaustionCompliance {
  DescriptorExhaustionTest() {
    super(NioTransportProvider.class, List.of("loops=1"), "is tried again", "works again");
  }
}
