package dev.weir.middleware.accesslog;

import dev.weir.middleware.Middleware;
import dev.weir.testkit.middleware.MiddlewareCompliance;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.parallel.ResourceLock;

/** The access log does what all middleware does. */
@ResourceLock(AccessLog.LOGGER)
class AccessLogComplianceTest {
  @Nested
  class Requests extends MiddlewareCompliance {
    @Override
    public Middleware middleware() {
      return new AccessLog();
    }
  }

  @Nested
  class ConnectionsAndDatagrams extends MiddlewareCompliance {
    @Override
    public Middleware middleware() {
      return new AccessLog().withConnections(true).withDatagrams(true);
    }
  }
}
