/**
 * Access log, metrics, tracing, auth, rate limits and the like: each in a package of its own below {@code
 * dev.weir.middleware}, which itself belongs to the API.
 */
module dev.weir.middleware {
  requires dev.weir.api;
}
