package dev.weir.core.http;

import dev.weir.Dispatch;
import dev.weir.core.routing.CompiledRoute;
import dev.weir.core.routing.RouteMatch;
import dev.weir.http.Problem;
import dev.weir.http.ProblemException;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Which route a request goes to, under which limits and for which client; or why to none. On the
 * loop, before anything else sees what was found.
 */
final class Matching {
  private static final String[] NO_PARAMETERS = new String[0];

  private final HttpDoor door;
  private final ExchangeWire wire;
  private @Nullable RouteMatch match;
  private @Nullable Problem misfit;
  private @Nullable HttpLimits limits;
  private @Nullable ClientOrigin origin;

  Matching(HttpDoor door, ExchangeWire wire) {
    this.door = door;
    this.wire = wire;
  }

  /** Makes it another request's. */
  void renew() {
    match = null;
    misfit = null;
    limits = null;
    origin = null;
  }

  /**
   * Finds the route, once.
   *
   * @return why the request can't go there, or to none; or null
   */
  @Nullable Problem find(RequestHead head) {
    if (match != null || misfit != null) {
      return misfit;
    }
    try {
      Forwarding forwarding = door.forwarding();
      if (forwarding != null) {
        origin = forwarding.origin(head.headers(), wire.info());
      }
      RouteMatch found = head.match();
      if (found == null) {
        found = door.routing().match(head.method(), head.target());
        head.match(found);
      }
      match = found;
      misfit = misfit(found, head);
    } catch (ProblemException e) {
      misfit = e.problem();
    } catch (RefusedException e) {
      misfit = e.problem();
    }
    return misfit;
  }

  private @Nullable Problem misfit(RouteMatch found, RequestHead head) {
    String named = found.authority();
    if (named != null) {
      boolean secure = Authorities.isSecure(head.target());
      if (!Authorities.agree(secure, named, head.authority())) {
        return Problem.of(400, "The Host field names another host than the target");
      }
      if (secure && ClientOrigin.scheme(origin, wire.info()).equals("http")) {
        // RFC 9110, section 7.4
        return Problem.of(421, "The target is an https URI, and the connection has no TLS");
      }
    }
    HttpLimits ofRoute = door.limitsOf(found.route().limits());
    limits = ofRoute;
    return head.bodyLength() > ofRoute.maxBody() ? Exchange.tooLarge(ofRoute.maxBody()) : null;
  }

  /** It goes to none, but to the middleware of the door, with what was read from its target. */
  void refuse() {
    goTo(door.routing().refused());
  }

  /** As {@link #refuse}, on the loop; false if the door's middleware may not run there. */
  boolean turnAway() {
    CompiledRoute route = door.routing().refusedOnLoop();
    if (route == null) {
      return false;
    }
    goTo(route);
    return true;
  }

  private void goTo(CompiledRoute route) {
    RouteMatch found = match;
    match =
        found == null
            ? new RouteMatch(route, "/", "", null, NO_PARAMETERS)
            : new RouteMatch(route, found.path(), found.query(), found.authority(), NO_PARAMETERS);
    limits = door.limitsOf(route.limits());
  }

  /** The route, or that of the refused. */
  RouteMatch match() {
    return Objects.requireNonNull(match, "begin() comes first");
  }

  /** Where its handler runs. */
  Dispatch dispatch() {
    return match().route().info().dispatch();
  }

  /** Whether a route was found whose handler runs there. */
  boolean isFor(Dispatch dispatch) {
    return match != null && dispatch() == dispatch;
  }

  /** The limits of the route, or null before one was found. */
  @Nullable HttpLimits limits() {
    return limits;
  }

  HttpLimits requireLimits() {
    return Objects.requireNonNull(limits, "begin() comes first");
  }

  /** What trusted proxies say of the client, or null. */
  @Nullable ClientOrigin origin() {
    return origin;
  }
}
