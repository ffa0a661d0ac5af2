package dev.weir.testkit.transport;

/** What the parts of {@link TransportCompliance} test. */
interface TransportFixture {
  /** A transport of its own for one test. */
  TransportUnderTest newTransport();
}
