package dev.weir.transport.netty;

import dev.weir.spi.tls.JdkTlsEngines;
import dev.weir.spi.tls.TlsEngines;
import io.netty.handler.ssl.OpenSsl;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What may be asked for with the setting {@code tls}. */
enum TlsChoice {
  AUTO,
  OPENSSL,
  JDK;

  private static final Logger LOGGER = LoggerFactory.getLogger(TlsChoice.class);

  /**
   * What makes the engines.
   *
   * @throws IllegalArgumentException if what was asked for isn't there
   */
  TlsEngines.Factory resolve() {
    if (this == JDK) {
      return JdkTlsEngines::new;
    }
    if (OpenSsl.isAvailable()) {
      return OpenSslTlsEngines::new;
    }
    String cause = String.valueOf(OpenSsl.unavailabilityCause());
    if (this == OPENSSL) {
      throw new IllegalArgumentException(
          "weir.transport.netty.tls asks for openssl, which can't be used here: "
              + cause
              + ". Use auto, or jdk");
    }
    LOGGER.warn(
        "TLS is done by the JDK, which is slower than OpenSSL; that can't be used: {}", cause);
    return JdkTlsEngines::new;
  }

  /** Whether a stream can end in one direction and go on in the other. */
  boolean hasHalfClose() {
    // Netty's engine takes the client's close_notify for the end of both directions.
    return this == JDK || this == AUTO && !OpenSsl.isAvailable();
  }
}
