/** WebSockets on routes (RFC 6455, RFC 7692), over HTTP/1.1 and where it is offered over HTTP/2. */
@NullMarked
package dev.weir.websocket;

import org.jspecify.annotations.NullMarked;
