package dev.weir.testkit.transport;

/** What the parts of {@link SecureTransportCompliance} test. */
interface SecureFixture {
  /** A transport of its own for one test, to which the test adds TLS. */
  TransportUnderTest transportInClear();
}
