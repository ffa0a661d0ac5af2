package dev.weir.middleware.ratelimit;

import dev.weir.middleware.Middleware;
import dev.weir.testkit.middleware.MiddlewareCompliance;

/** A limit that isn't reached does what all middleware does. */
class RateLimitComplianceTest extends MiddlewareCompliance {
  @Override
  public Middleware middleware() {
    Rate generous = Rate.perSecond(1_000_000);
    return RateLimit.perClient()
        .withConnections(generous)
        .withRequests(generous)
        .withDatagrams(generous);
  }
}
