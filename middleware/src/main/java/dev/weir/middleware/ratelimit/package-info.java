/**
 * So much per client and no more: connections, requests, frames and datagrams.
 *
 * <pre>{@code
 * Server.builder()
 *     .middleware(RateLimit.perClient().withRequests(Rate.perSecond(50)))
 * }</pre>
 *
 * <p>or by configuration:
 *
 * <pre>
 * weir.middleware = rate-limit
 * weir.middleware.rate-limit.requests = 50
 * </pre>
 *
 * <p>A client is an IPv4 address or the first 64 bits of an IPv6 address, since who has one of
 * those has all 2<sup>64</sup>. Peers of Unix domain sockets are one client together.
 */
@NullMarked
package dev.weir.middleware.ratelimit;

import org.jspecify.annotations.NullMarked;
