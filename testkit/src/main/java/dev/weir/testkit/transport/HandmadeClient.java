package dev.weir.testkit.transport;

import java.io.IOException;
import java.security.GeneralSecurityException;

/** A client of TLS that has shaken hands, and sends records that no engine would. */
interface HandmadeClient extends AutoCloseable {
  /** Sends a record. */
  void send(int type, byte[] content) throws IOException, GeneralSecurityException;

  /** Sends as many of a record. */
  void flood(int type, byte[] content, int count) throws IOException, GeneralSecurityException;

  /** The next bytes that came inside. */
  byte[] read() throws IOException, GeneralSecurityException;

  @Override
  void close() throws IOException;
}
