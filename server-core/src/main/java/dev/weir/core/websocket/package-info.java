/**
 * The engine of WebSockets (RFC 6455, RFC 7692): a state machine on a byte stream, whatever carries
 * that, and the sides of it that handlers see.
 */
@NullMarked
package dev.weir.core.websocket;

import org.jspecify.annotations.NullMarked;
