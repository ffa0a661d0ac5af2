package dev.weir.testkit.transport;

import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.api.Test;

/** What a server and a client agree on inside TLS (RFC 7301). */
interface AgreementCompliance {
  /** A server of its own for one test. */
  ServedHttp serve();

  @Test
  default void theVersionOfHttpIsAgreedOn() throws Exception {
    try (ServedHttp server = serve()) {
      for (String protocol : new String[] {"h2", "http/1.1"}) {
        try (TlsPeer peer = (TlsPeer) server.connect(protocol)) {
          assertEquals(protocol, peer.applicationProtocol());
        }
      }
    }
  }
}
