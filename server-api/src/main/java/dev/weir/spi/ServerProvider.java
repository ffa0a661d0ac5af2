package dev.weir.spi;

import dev.weir.ServerBuilder;
import dev.weir.annotation.Internal;

/** The core: how {@link dev.weir.Server#builder()} finds it. */
@Internal
public interface ServerProvider {
  /** A new builder, which looks for plugins in {@code classLoader}. */
  ServerBuilder newBuilder(ClassLoader classLoader);
}
