package dev.weir.spi.tls;

import dev.weir.annotation.Preview;
import dev.weir.tls.TlsCredentials;
import java.security.GeneralSecurityException;
import javax.net.ssl.SSLEngine;

/**
 * Makes the engines of one binding. Methods may be called from any thread.
 *
 * <p>An engine is used by one thread at a time. Its heap buffers are never read-only.
 */
@Preview
public interface TlsEngines extends AutoCloseable {
  /** Makes them, for what a binding needs. */
  @FunctionalInterface
  interface Factory {
    /** Engines for these parameters; {@link TlsEngines#use} is called before the first is made. */
    TlsEngines create(TlsParameters parameters);
  }

  /** What encrypts, for the log, such as {@code JDK}. */
  String description();

  /**
   * Engines made from now on use these credentials, and know nothing of earlier sessions: they were
   * made with others. Engines made before go on as they are.
   *
   * @throws GeneralSecurityException if they can't be used; then nothing has changed
   */
  void use(TlsCredentials credentials) throws GeneralSecurityException;

  /** A new engine for the server's side. */
  SSLEngine newEngine();

  /** An engine isn't used any more. */
  default void release(SSLEngine engine) {}

  /** No engine is asked for any more, and all that were made are released. Once, or more often. */
  @Override
  default void close() {}
}
