package dev.weir.middleware.ratelimit;

import dev.weir.annotation.Preview;
import dev.weir.config.Setting;
import dev.weir.config.Settings;
import dev.weir.middleware.Middleware;
import dev.weir.middleware.MiddlewareProvider;
import dev.weir.spi.Contract;
import java.time.Duration;
import java.util.List;

/** Makes a {@link RateLimit} from configuration, as {@code rate-limit}. */
@Preview
public final class RateLimitProvider implements MiddlewareProvider {
  static final String NAME = "rate-limit";

  static final Setting<Integer> CONNECTIONS =
      Setting.integer(
          "connections", 200, 0, Integer.MAX_VALUE, "connections per client and period; 0: any");

  static final Setting<Integer> REQUESTS =
      Setting.integer(
          "requests", 500, 0, Integer.MAX_VALUE, "HTTP requests per client and period; 0: any");

  static final Setting<Integer> FRAMES =
      Setting.integer(
          "frames", 2_000, 0, Integer.MAX_VALUE, "frames per client and period; 0: any");

  static final Setting<Integer> DATAGRAMS =
      Setting.integer(
          "datagrams", 2_000, 0, Integer.MAX_VALUE, "datagrams per client and period; 0: any");

  static final Setting<Duration> PERIOD =
      Setting.duration("period", Duration.ofSeconds(1), "the time in which so many may come");

  static final Setting<Integer> MAX_CLIENTS =
      Setting.integer("max-clients", 100_000, 1, 10_000_000, "clients that are remembered at once");

  /** For {@link java.util.ServiceLoader}. */
  public RateLimitProvider() {}

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
    return List.of(CONNECTIONS, REQUESTS, FRAMES, DATAGRAMS, PERIOD, MAX_CLIENTS);
  }

  @Override
  public Middleware create(Settings settings) {
    Duration period = settings.get(PERIOD);
    RateLimit limit = RateLimit.perClient(RateStore.inMemory(settings.get(MAX_CLIENTS)));
    int connections = settings.get(CONNECTIONS);
    if (connections > 0) {
      limit = limit.withConnections(new Rate(connections, period));
    }
    int requests = settings.get(REQUESTS);
    if (requests > 0) {
      limit = limit.withRequests(new Rate(requests, period));
    }
    int frames = settings.get(FRAMES);
    if (frames > 0) {
      limit = limit.withFrames(new Rate(frames, period));
    }
    int datagrams = settings.get(DATAGRAMS);
    return datagrams > 0 ? limit.withDatagrams(new Rate(datagrams, period)) : limit;
  }
}
