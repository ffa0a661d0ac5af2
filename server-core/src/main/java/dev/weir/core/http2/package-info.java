/**
 * HTTP/2 on the wire (RFC 9113): bytes to requests, answers to bytes. It does no I/O, starts no
 * thread and reads no clock: {@link dev.weir.core.http2.Http2} is given bytes and times by the
 * stream that it is on.
 */
@NullMarked
package dev.weir.core.http2;

import org.jspecify.annotations.NullMarked;
