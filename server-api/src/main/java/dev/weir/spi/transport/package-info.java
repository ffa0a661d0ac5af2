/**
 * Transports: they move bytes and datagrams, and own sockets, threads, time and TLS.
 *
 * <p>The interfaces are the contract; {@link dev.weir.spi.transport.BufferedStream}, {@link
 * dev.weir.spi.transport.OutputChain}, {@link dev.weir.spi.transport.SegmentPool} and {@link
 * dev.weir.spi.transport.TimerWheel} are the parts of it that every transport would otherwise write
 * again.
 */
@NullMarked
package dev.weir.spi.transport;

import org.jspecify.annotations.NullMarked;
