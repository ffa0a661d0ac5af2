package dev.weir.core.http;

import dev.weir.Limits;
import dev.weir.TrustedProxies;
import dev.weir.core.dispatch.WorkRunner;
import dev.weir.core.routing.HttpRouting;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/** What all exchanges of a door share. */
public final class HttpDoor {
  private final HttpRouting routing;
  private final WorkRunner work;
  private final Limits limits;
  private final HttpLimits own;
  private final @Nullable Forwarding forwarding;

  /**
   * By identity, which is what {@link Limits} compares by; as many as there are distinct routes'.
   */
  private final Map<Limits, HttpLimits> byRoute = new ConcurrentHashMap<>();

  HttpDoor(HttpRouting routing, WorkRunner work, Limits limits, TrustedProxies proxies) {
    this.routing = routing;
    this.work = work;
    this.limits = limits;
    this.own = HttpLimits.of(limits);
    this.forwarding = Forwarding.of(proxies);
  }

  HttpRouting routing() {
    return routing;
  }

  /** Runs user code. */
  public WorkRunner work() {
    return work;
  }

  /** The limits of the door, of which routes may have their own. */
  public Limits limits() {
    return limits;
  }

  /** Finds clients behind proxies; null if there are none. */
  @Nullable Forwarding forwarding() {
    return forwarding;
  }

  HttpLimits limitsOf(Limits route) {
    if (route == limits) {
      return own;
    }
    HttpLimits known = byRoute.get(route);
    return known != null ? known : byRoute.computeIfAbsent(route, HttpLimits::of);
  }
}
