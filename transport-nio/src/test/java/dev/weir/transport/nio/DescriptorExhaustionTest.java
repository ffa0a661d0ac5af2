package dev.weir.transport.nio;

import dev.weir.testkit.transport.DescriptorExhaustionCompliance;
import java.util.List;
import java.util.Locale;

/** The NIO transport outlives a lack of file descriptors. */
@OnEachSystem
final class DescriptorExhaustionTest extends DescriptorExhaustionCompliance {
  DescriptorExhaustionTest(TestSystem system) {
    super(
        NioTransportProvider.class,
        List.of("loops=1", "sockets=" + system.name().toLowerCase(Locale.ROOT)),
        "is tried again",
        "works again");
  }
}
