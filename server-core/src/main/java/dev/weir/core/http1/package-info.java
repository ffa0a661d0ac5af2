/**
 * HTTP/1.1 and 1.0 on the wire (RFC 9112): bytes to requests, answers to bytes. Parsers and
 * encoders know no stream; the connection's state machine knows no socket.
 */
@NullMarked
package dev.weir.core.http1;

import org.jspecify.annotations.NullMarked;
