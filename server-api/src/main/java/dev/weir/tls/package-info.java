/** TLS of a door: certificates, who may come in, and what a handshake agreed on. */
@NullMarked
package dev.weir.tls;

import org.jspecify.annotations.NullMarked;
