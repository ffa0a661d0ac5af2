package dev.weir.core;

import dev.weir.ServerBuilder;
import dev.weir.spi.ServerProvider;

/** How {@link dev.weir.Server#builder()} finds this core. */
public final class CoreServerProvider implements ServerProvider {
  /** Called by {@link java.util.ServiceLoader}. */
  public CoreServerProvider() {}

  @Override
  public ServerBuilder newBuilder(ClassLoader classLoader) {
    return new CoreServerBuilder(classLoader);
  }
}
