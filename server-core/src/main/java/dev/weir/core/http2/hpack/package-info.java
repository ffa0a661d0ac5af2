/**
 * Header compression (RFC 7541). Knows fields, tables and octets, and nothing of HTTP/2's frames.
 */
@NullMarked
package dev.weir.core.http2.hpack;

import org.jspecify.annotations.NullMarked;
