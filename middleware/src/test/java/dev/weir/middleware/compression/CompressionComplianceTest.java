package dev.weir.middleware.compression;

import dev.weir.middleware.Middleware;
import dev.weir.testkit.middleware.MiddlewareCompliance;

class CompressionComplianceTest extends MiddlewareCompliance {
  @Override
  public Middleware middleware() {
    return Compression.gzip();
  }
}
