package dev.weir.spi.tls;

import dev.weir.tls.TlsSession;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.security.cert.Certificate;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.List;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLEngineResult;
import javax.net.ssl.SSLEngineResult.HandshakeStatus;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLPeerUnverifiedException;
import javax.net.ssl.SSLSession;
import org.jspecify.annotations.Nullable;

/**
 * The handshake of one engine, a flight at a time: what the client sent goes in, what is to be sent
 * comes out. All of it is work for the processor, so it runs off the loop.
 */
final class Handshake {
  private static final ByteBuffer NOTHING = ByteBuffer.allocate(0);

  /**
   * What a client may send before its handshake is over. Engines take any number of records that
   * say nothing (changes of ciphers that TLS 1.3 ignores, warnings, parts of a byte); an honest one
   * sends some ten, and no more bytes than its certificates have.
   */
  private static final int MAX_RECORDS = 4_096;

  private static final int MAX_BYTES = 256 << 10;

  private final SSLEngine engine;
  private boolean begun;
  private int records;
  private int bytes;

  Handshake(SSLEngine engine) {
    this.engine = engine;
  }

  /**
   * What a flight came to.
   *
   * @param output what is to be sent, also after a failure
   * @param consumed how much of the input was used; the rest is an incomplete record, or comes
   *     after the handshake
   * @param session what was agreed on, if the handshake is over
   * @param failure why it can't succeed any more
   */
  record Flight(
      byte[] output, int consumed, @Nullable TlsSession session, @Nullable SSLException failure) {}

  /** Goes on with what has come. */
  Flight advance(byte[] received) {
    ByteBuffer input = ByteBuffer.wrap(received);
    ByteArrayOutputStream output = new ByteArrayOutputStream();
    TlsSession session = null;
    SSLException failure = null;
    try {
      if (!begun) {
        begun = true;
        engine.beginHandshake();
      }
      if (advance(input, output)) {
        session = session();
      }
    } catch (SSLException e) {
      failure = e;
    } catch (RuntimeException | Error e) {
      // Seen of certificates that it can't take. Whatever it is, the engine is to be given back.
      failure = new SSLException("The engine failed", e);
    }
    if (failure != null) {
      addAlert(output);
    }
    return new Flight(output.toByteArray(), input.position(), session, failure);
  }

  /** Whether the handshake is over; if not, it needs more input. */
  private boolean advance(ByteBuffer input, ByteArrayOutputStream output) throws SSLException {
    ByteBuffer target = ByteBuffer.allocate(Records.MAX_BYTES);
    while (true) {
      switch (engine.getHandshakeStatus()) {
        case NEED_TASK -> runTasks();
        case NEED_WRAP -> {
          SSLEngineResult result = engine.wrap(NOTHING, target.clear());
          output.write(target.array(), 0, target.position());
          if (result.getStatus() == SSLEngineResult.Status.CLOSED) {
            throw new SSLException("The client ended the handshake");
          }
        }
        case NEED_UNWRAP, NEED_UNWRAP_AGAIN -> {
          // Netty's engine sees the end of the handshake only when it is called once more; with the
          // next record it would do both, and bytes come out that belong to nobody yet.
          engine.unwrap(NOTHING, target.clear());
          if (engine.getHandshakeStatus() != HandshakeStatus.NEED_UNWRAP) {
            continue;
          }
          if (!Records.isComplete(input)) {
            return false;
          }
          SSLEngineResult result = engine.unwrap(input, target.clear());
          if (result.getStatus() == SSLEngineResult.Status.CLOSED) {
            throw new SSLException("The client ended the handshake");
          }
          count(result.bytesConsumed());
          if (result.bytesConsumed() == 0 || result.bytesProduced() > 0) {
            throw new SSLException("The engine takes no handshake: " + result);
          }
        }
        case FINISHED, NOT_HANDSHAKING -> {
          return true;
        }
      }
    }
  }

  private void count(int consumed) throws SSLException {
    records++;
    bytes += consumed;
    if (records > MAX_RECORDS || bytes > MAX_BYTES) {
      throw new SSLException(
          "The client's handshake has more than "
              + MAX_RECORDS
              + " records or "
              + MAX_BYTES
              + " bytes");
    }
  }

  private void runTasks() {
    for (Runnable task = engine.getDelegatedTask();
        task != null;
        task = engine.getDelegatedTask()) {
      task.run();
    }
  }

  /** So that the client can tell its user what was wrong. */
  private void addAlert(ByteArrayOutputStream output) {
    try {
      engine.closeOutbound();
      ByteBuffer records = ByteBuffer.allocate(Records.MAX_BYTES);
      while (engine.getHandshakeStatus() == HandshakeStatus.NEED_WRAP) {
        engine.wrap(NOTHING, records.clear());
        if (records.position() == 0) {
          return;
        }
        output.write(records.array(), 0, records.position());
      }
    } catch (SSLException | RuntimeException | Error e) {
      // The failure that led here is what is told; there is nothing to send about it.
    }
  }

  private TlsSession session() {
    SSLSession session = engine.getSession();
    String application = engine.getApplicationProtocol();
    return new TlsSession(
        session.getProtocol(),
        session.getCipherSuite(),
        ServerKeyManager.requestedHost(session),
        application == null || application.isEmpty() ? null : application,
        clientCertificates(session));
  }

  private static List<X509Certificate> clientCertificates(SSLSession session) {
    List<X509Certificate> chain = new ArrayList<>();
    try {
      for (Certificate certificate : session.getPeerCertificates()) {
        if (certificate instanceof X509Certificate x509) {
          chain.add(x509);
        }
      }
    } catch (SSLPeerUnverifiedException e) {
      return List.of(); // it has shown none
    }
    return chain;
  }
}
