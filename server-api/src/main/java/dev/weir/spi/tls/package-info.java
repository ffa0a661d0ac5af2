/**
 * TLS for transports: one stage over any byte stream, whatever engine encrypts. A transport adds to
 * its {@code listen} a call of {@link dev.weir.spi.tls.TlsBinding#listen}; handshakes, their
 * limits, certificates and their replacement, backpressure and ends are then those of all
 * transports.
 */
@NullMarked
package dev.weir.spi.tls;

import org.jspecify.annotations.NullMarked;
