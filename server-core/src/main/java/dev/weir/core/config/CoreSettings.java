package dev.weir.core.config;

import dev.weir.config.Setting;
import java.util.Map;

/** The settings of the core itself, but for the limits. */
public final class CoreSettings {
  /** The transport's name: {@code weir.transport}, or {@code weir.transport.use}. */
  public static final String TRANSPORT_KEY = "weir.transport";

  /** The middleware to enable: {@code weir.middleware}, or {@code weir.middleware.use}. */
  public static final String MIDDLEWARE_KEY = "weir.middleware";

  /** Whether signals shut the server down. */
  public static final String SHUTDOWN_ON_SIGNAL_KEY = "weir.shutdown-on-signal";

  /** Whether returned values must have been declared. */
  public static final String STRICT_RETURNS_KEY = "weir.strict-returns";

  static final String FILE_KEY = "weir.config.file";

  /** As {@link #SHUTDOWN_ON_SIGNAL_KEY}. */
  public static final Setting<Boolean> SHUTDOWN_ON_SIGNAL =
      Setting.bool("shutdown-on-signal", true, "whether SIGTERM and Ctrl-C shut down gracefully");

  /** As {@link #STRICT_RETURNS_KEY}. */
  public static final Setting<Boolean> STRICT_RETURNS =
      Setting.bool("strict-returns", false, "what handlers return must have been declared");

  static final Map<String, Setting<?>> ALL =
      Map.of(
          TRANSPORT_KEY,
          Setting.text("transport", "", "the transport's name"),
          MIDDLEWARE_KEY,
          Setting.text("middleware", "", "the middleware to enable, the outermost first"),
          SHUTDOWN_ON_SIGNAL_KEY,
          SHUTDOWN_ON_SIGNAL,
          STRICT_RETURNS_KEY,
          STRICT_RETURNS,
          FILE_KEY,
          Setting.text("file", "", "the configuration file"));

  private CoreSettings() {}
}
