/**
 * Access log, metrics, tracing, auth, rate limits and the like: each in a package of its own below
 * {@code dev.weir.middleware}, which itself belongs to the API.
 */
module dev.weir.middleware {
  requires transitive dev.weir.api;
  requires com.github.benmanes.caffeine;
  requires io.github.bucket4j.core;

  exports dev.weir.middleware.accesslog;
  exports dev.weir.middleware.compression;
  exports dev.weir.middleware.ratelimit;

  provides dev.weir.middleware.MiddlewareProvider with
      dev.weir.middleware.accesslog.AccessLogProvider,
      dev.weir.middleware.compression.CompressionProvider,
      dev.weir.middleware.ratelimit.RateLimitProvider;
}
