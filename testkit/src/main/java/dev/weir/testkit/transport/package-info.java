/**
 * The compliance suite of transports. A transport's author extends {@link
 * dev.weir.testkit.transport.TransportCompliance}:
 *
 * <pre>{@code
 * class CarrierPigeonComplianceTest extends TransportCompliance {
 *   @Override
 *   public TransportUnderTest newTransport() {
 *     return TransportUnderTest.ofSockets(new CarrierPigeonProvider());
 *   }
 * }
 * }</pre>
 *
 * <p>Each property of the contract is a test whose name says it. What the transport doesn't offer
 * ({@link dev.weir.spi.transport.Transport#capabilities}) is skipped.
 */
@NullMarked
package dev.weir.testkit.transport;

import org.jspecify.annotations.NullMarked;
