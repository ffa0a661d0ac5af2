package dev.weir.tls;

import dev.weir.annotation.Preview;
import java.io.IOException;
import java.io.Serial;

/**
 * A certificate, a private key or a list of authorities can't be used. The message names the file
 * and says what is wrong with it.
 */
@Preview
public final class UnusableCertificateException extends IOException {
  @Serial private static final long serialVersionUID = 1L;

  /** With what is wrong, and where. */
  public UnusableCertificateException(String message) {
    super(message);
  }

  /** With what is wrong, and where, and what was found. */
  public UnusableCertificateException(String message, Throwable cause) {
    super(message, cause);
  }
}
