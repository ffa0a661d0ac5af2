/**
 * The compliance suite of middleware. A middleware's author extends {@link
 * dev.weir.testkit.middleware.MiddlewareCompliance}:
 *
 * <pre>{@code
 * class AuthComplianceTest extends MiddlewareCompliance {
 *   @Override
 *   public Middleware middleware() {
 *     return new Auth(token -> USER);
 *   }
 *
 *   @Override
 *   public TestRequest request() {
 *     return TestRequest.get("/").withHeader("Authorization", "Bearer valid");
 *   }
 * }
 * }</pre>
 */
@NullMarked
package dev.weir.testkit.middleware;

import org.jspecify.annotations.NullMarked;
