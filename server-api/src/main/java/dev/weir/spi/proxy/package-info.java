/**
 * The PROXY protocol for transports: one stage over any byte stream, underneath TLS. A transport
 * adds to its {@code listen} a call of {@link dev.weir.spi.proxy.ProxyBinding#listen}, and offers
 * {@link dev.weir.spi.transport.Transport.Capability#PROXY_PROTOCOL}.
 */
@NullMarked
package dev.weir.spi.proxy;

import org.jspecify.annotations.NullMarked;
