/**
 * Answers are compressed for clients that ask for it (RFC 9110, section 12.5.3).
 *
 * <pre>{@code
 * http.middleware(Compression.gzip())
 * }</pre>
 *
 * <p>or by configuration:
 *
 * <pre>
 * weir.middleware = compression
 * weir.middleware.compression.min-size = 2KiB
 * </pre>
 *
 * <p>An answer that holds both a secret and what a stranger can put into a request tells, by its
 * length, of the secret: leave such routes out.
 */
@NullMarked
package dev.weir.middleware.compression;

import org.jspecify.annotations.NullMarked;
