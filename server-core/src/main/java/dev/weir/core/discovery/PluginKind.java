package dev.weir.core.discovery;

import dev.weir.codec.CodecProvider;
import dev.weir.middleware.MiddlewareProvider;
import dev.weir.spi.Plugin;
import dev.weir.spi.transport.TransportProvider;

/**
 * A kind of plugin.
 *
 * @param word its name in keys and messages
 * @param service what its providers implement
 */
public record PluginKind<P extends Plugin>(String word, Class<P> service) {
  /** Transports. */
  public static final PluginKind<TransportProvider> TRANSPORT =
      new PluginKind<>("transport", TransportProvider.class);

  /** Codecs. */
  public static final PluginKind<CodecProvider> CODEC =
      new PluginKind<>("codec", CodecProvider.class);

  /** Middleware. */
  public static final PluginKind<MiddlewareProvider> MIDDLEWARE =
      new PluginKind<>("middleware", MiddlewareProvider.class);
}
