package dev.weir.spi.transport;

import dev.weir.Limits;
import dev.weir.annotation.Preview;
import dev.weir.config.Settings;
import dev.weir.spi.Plugin;

/** Makes a transport; found by {@link java.util.ServiceLoader}. */
@Preview
public interface TransportProvider extends Plugin {
  /**
   * A transport that hasn't started: no socket is opened here, and no thread.
   *
   * @param settings the values of the declared settings
   * @param limits the server's limits, of which a transport holds the watermarks, the lingering,
   *     the progress of output and the size of datagrams; a binding may have its own ({@link
   *     ConnectionAcceptor#limits}, {@link DatagramReceiver#limits})
   * @throws IllegalArgumentException if a setting asks for what isn't there, saying what is
   */
  Transport create(Settings settings, Limits limits);
}
