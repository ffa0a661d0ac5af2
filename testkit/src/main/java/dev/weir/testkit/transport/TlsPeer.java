package dev.weir.testkit.transport;

import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.locks.ReentrantLock;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLEngineResult;
import javax.net.ssl.SSLEngineResult.HandshakeStatus;
import javax.net.ssl.SSLSession;

/**
 * A client that speaks TLS over another's bytes. It shakes hands by itself, beside the test's
 * thread: until it is accepted, connecting doesn't wait.
 */
final class TlsPeer implements Peer {
  private static final ByteBuffer NOTHING = ByteBuffer.allocate(0);
  private static final int RECORD_BYTES = 1 << 15;

  private final Peer raw;
  private final SSLEngine engine;
  private final ReentrantLock writing = new ReentrantLock();
  private final CompletableFuture<Boolean> shaken = new CompletableFuture<>();
  private final ByteBuffer encrypted = ByteBuffer.allocate(2 * RECORD_BYTES).flip();
  private ByteBuffer plain = ByteBuffer.allocate(0);

  /**
   * Starts the handshake.
   *
   * @param engine a client's, not used yet
   */
  TlsPeer(Peer raw, SSLEngine engine) {
    this.raw = raw;
    this.engine = engine;
    Thread.ofVirtual()
        .start(() -> {
          try {
            shakeHands();
            shaken.complete(true);
          } catch (Throwable e) {
            shaken.completeExceptionally(e);
          }
        });
  }

  /** What was agreed on, once it was. */
  SSLSession session() throws IOException {
    awaitHandshake();
    return engine.getSession();
  }

  /** What ALPN came to; empty for nothing. */
  String applicationProtocol() throws IOException {
    awaitHandshake();
    return engine.getApplicationProtocol();
  }

  /** The bytes underneath, for a test that has some of its own to send there. */
  Peer raw() throws IOException {
    awaitHandshake();
    return raw;
  }

  /** Whether the handshake has succeeded. */
  boolean isShaken() {
    return shaken.isDone() && !shaken.isCompletedExceptionally();
  }

  /** Wants another handshake on the same connection; in TLS 1.3, that is an update of keys. */
  void renegotiate() throws IOException {
    awaitHandshake();
    engine.beginHandshake();
    send(NOTHING);
  }

  void awaitHandshake() throws IOException {
    try {
      shaken.get();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IOException("Interrupted in the handshake", e);
    } catch (ExecutionException e) {
      throw new IOException("The handshake failed: " + e.getCause(), e.getCause());
    }
  }

  private void shakeHands() throws IOException {
    engine.beginHandshake();
    while (true) {
      switch (engine.getHandshakeStatus()) {
        case NEED_WRAP -> send(NOTHING);
        case NEED_UNWRAP, NEED_UNWRAP_AGAIN -> {
          if (!unwrap()) {
            throw new EOFException("The server closed during the handshake");
          }
        }
        case NEED_TASK -> engine.getDelegatedTask().run();
        case FINISHED, NOT_HANDSHAKING -> {
          return;
        }
      }
    }
  }

  /** Takes one record, and waits for it; false after the end, of TLS or of the bytes. */
  private boolean unwrap() throws IOException {
    while (true) {
      ByteBuffer target = ByteBuffer.allocate(RECORD_BYTES);
      SSLEngineResult result = engine.unwrap(encrypted, target);
      if (result.getStatus() == SSLEngineResult.Status.CLOSED) {
        return false;
      }
      if (result.getStatus() != SSLEngineResult.Status.BUFFER_UNDERFLOW) {
        plain = target.flip();
        return true;
      }
      if (!receive()) {
        return false;
      }
    }
  }

  private boolean receive() throws IOException {
    encrypted.compact();
    byte[] part = new byte[encrypted.remaining()];
    int count = raw.read(part);
    if (count > 0) {
      encrypted.put(part, 0, count);
    }
    encrypted.flip();
    return count >= 0;
  }

  private void send(ByteBuffer content) throws IOException {
    writing.lock();
    try {
      do {
        ByteBuffer target = ByteBuffer.allocate(RECORD_BYTES);
        SSLEngineResult result = engine.wrap(content, target);
        byte[] record = new byte[target.position()];
        target.flip().get(record);
        if (record.length > 0) {
          raw.write(record);
        }
        if (result.getStatus() == SSLEngineResult.Status.CLOSED && content.hasRemaining()) {
          throw new IOException("The server has ended TLS");
        }
      } while (content.hasRemaining());
    } finally {
      writing.unlock();
    }
  }

  @Override
  public void write(byte[] bytes) throws IOException {
    awaitHandshake();
    send(ByteBuffer.wrap(bytes));
  }

  @Override
  public int read(byte[] target) throws IOException {
    awaitHandshake();
    while (!plain.hasRemaining()) {
      if (!unwrap()) {
        if (!engine.isInboundDone()) {
          throw new EOFException("The server closed without close_notify");
        }
        return -1;
      }
      if (engine.getHandshakeStatus() == HandshakeStatus.NEED_WRAP) {
        send(NOTHING);
      }
    }
    int count = Math.min(plain.remaining(), target.length);
    plain.get(target, 0, count);
    return count;
  }

  @Override
  public void finish() throws IOException {
    awaitHandshake();
    engine.closeOutbound();
    send(NOTHING);
    raw.finish();
  }

  @Override
  public void reset() throws IOException {
    raw.reset();
  }

  /** With close_notify, unless a thread that writes is in its way. */
  @Override
  public void close() throws IOException {
    if (isShaken() && writing.tryLock()) {
      try {
        engine.closeOutbound();
        send(NOTHING);
      } catch (IOException e) {
        // The server has gone before: there is nobody to tell.
      } finally {
        writing.unlock();
      }
    }
    raw.close();
  }
}
