/**
 * A line per request, session, connection or datagram, as structured slf4j events.
 *
 * <pre>{@code
 * Server.builder().middleware(new AccessLog())
 * }</pre>
 *
 * <p>or by configuration, {@code weir.middleware=access-log}. The logger is {@code
 * dev.weir.access}. With Logback, {@code %kvp} in the pattern (or a JSON encoder) shows the fields.
 */
@NullMarked
package dev.weir.middleware.accesslog;

import org.jspecify.annotations.NullMarked;
