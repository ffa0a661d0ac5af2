package dev.weir.testkit.memory;

import dev.weir.Limits;
import dev.weir.config.Settings;
import dev.weir.spi.Contract;
import dev.weir.spi.transport.Transport;
import dev.weir.spi.transport.TransportProvider;

/** Gives one transport that is there already. */
record MemoryTransportProvider(InMemoryTransport transport) implements TransportProvider {
  @Override
  public String name() {
    return "memory";
  }

  @Override
  public int contractVersion() {
    return Contract.VERSION;
  }

  @Override
  public int priority() {
    return 0;
  }

  @Override
  public Transport create(Settings settings, Limits limits) {
    return transport.provide(limits);
  }
}
