package dev.weir.middleware;

import dev.weir.annotation.Stable;
import dev.weir.config.Settings;
import dev.weir.spi.Plugin;

/**
 * Makes a middleware; found by {@link java.util.ServiceLoader}. It is enabled by code or by {@code
 * weir.middleware=name,...}, never by lying on the class path.
 */
@Stable
public interface MiddlewareProvider extends Plugin {
  /** The middleware, with the values of the declared settings. */
  Middleware create(Settings settings);
}
