package dev.weir.middleware.accesslog;

import dev.weir.annotation.Preview;
import dev.weir.config.Setting;
import dev.weir.config.Settings;
import dev.weir.middleware.Middleware;
import dev.weir.middleware.MiddlewareProvider;
import dev.weir.spi.Contract;
import java.util.List;

/** Makes an {@link AccessLog} from configuration, as {@code access-log}. */
@Preview
public final class AccessLogProvider implements MiddlewareProvider {
  static final String NAME = "access-log";

  private static final Setting<Boolean> QUERY =
      Setting.bool("query", false, "whether the query is logged with the target");

  private static final Setting<Boolean> CONNECTIONS =
      Setting.bool("connections", false, "whether a connection's end is logged too");

  private static final Setting<Boolean> DATAGRAMS =
      Setting.bool("datagrams", false, "whether each datagram is logged too");

  private static final Setting<Boolean> ASYNCHRONOUS =
      Setting.bool(
          "asynchronous-appenders",
          false,
          "whether the logger's appenders are all asynchronous; saves a thread per event of a"
              + " loop");

  /** For {@link java.util.ServiceLoader}. */
  public AccessLogProvider() {}

  @Override
  public String name() {
    return NAME;
  }

  @Override
  public int contractVersion() {
    return Contract.VERSION;
  }

  @Override
  public List<Setting<?>> settings() {
    return List.of(QUERY, CONNECTIONS, DATAGRAMS, ASYNCHRONOUS);
  }

  @Override
  public Middleware create(Settings settings) {
    return new AccessLog()
        .withQuery(settings.get(QUERY))
        .withConnections(settings.get(CONNECTIONS))
        .withDatagrams(settings.get(DATAGRAMS))
        .withAsynchronousAppenders(settings.get(ASYNCHRONOUS));
  }
}
