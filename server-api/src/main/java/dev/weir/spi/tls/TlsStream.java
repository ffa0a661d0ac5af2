package dev.weir.spi.tls;

import dev.weir.LentBytes;
import dev.weir.Limits;
import dev.weir.internal.LentArrays;
import dev.weir.spi.transport.BufferedStream;
import dev.weir.spi.transport.ByteStream;
import dev.weir.spi.transport.CloseCause;
import dev.weir.spi.transport.OutputChain;
import dev.weir.spi.transport.StreamHandler;
import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.concurrent.Executor;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLEngineResult;
import javax.net.ssl.SSLEngineResult.HandshakeStatus;
import javax.net.ssl.SSLException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The clear bytes of a connection. Its "system" is the stream underneath: what is written is
 * encrypted into that one's output, and what comes there is decrypted a record at a time, as long
 * as somebody wants it. So all that is held in clear is what one record brought, and what waits
 * encrypted is bounded.
 */
final class TlsStream extends BufferedStream {
  private static final Logger LOGGER = LoggerFactory.getLogger(TlsStream.class);
  private static final LentArrays.Access ARRAYS = LentArrays.access();
  private static final ByteBuffer NOTHING = ByteBuffer.allocate(0);

  /** Bytes that wait underneath; then no more are encrypted until they have left. */
  private static final long MAX_ENCRYPTED = 64 << 10;

  /**
   * Records without content that may come in a row, as many as BoringSSL takes. An update of keys
   * costs its sender next to nothing, and the JDK's engine takes any number of them. Honest clients
   * send one in many gigabytes, or before TLS 1.3 an empty record ahead of each that isn't.
   */
  private static final int MAX_EMPTY_RECORDS = 32;

  private final TlsConnection connection;
  private final ByteStream underneath;
  private final SSLEngine engine;
  private final LoopBuffers buffers;
  private final FileReads files;
  private final boolean tls12;
  private final Runnable turnEnded = this::turnEnded;
  private int emptyRecords;
  private boolean readWanted;
  private boolean underneathFull;
  private boolean clogged;
  private boolean inputOver;
  private boolean failing;

  TlsStream(
      TlsConnection connection,
      ByteStream underneath,
      SSLEngine engine,
      LoopBuffers buffers,
      Executor offLoop,
      Limits limits) {
    super(connection.connection(), buffers.segments(), limits);
    this.connection = connection;
    this.underneath = underneath;
    this.engine = engine;
    this.buffers = buffers;
    this.files = new FileReads(underneath.loop(), offLoop, this::underneathWritable);
    this.tls12 = !engine.getSession().getProtocol().equals("TLSv1.3");
  }

  void start(StreamHandler first) {
    open(first);
  }

  // ---- What the stream underneath tells.

  /** Takes records as long as somebody wants what is in them. */
  int records(LentBytes input) {
    while (true) {
      int available = input.remaining();
      if (available == 0) {
        return 0;
      }
      if (isClosed() || inputOver || failing) {
        input.skip(available);
        return 0;
      }
      if (!readWanted || clogged) {
        return 0;
      }
      if (available < Records.HEADER_BYTES) {
        return Records.HEADER_BYTES;
      }
      byte[] array = ARRAYS.array(input);
      int from = ARRAYS.position(input);
      int length = Records.length(array, from);
      if (length > Records.MAX_BYTES) {
        fail(new SSLException("A record of " + length + " bytes is longer than records are"));
      } else if (available < length) {
        return length;
      } else if (tls12 && array[from] == Records.HANDSHAKE) {
        fail(new SSLException("The client wants to renegotiate, which isn't offered"));
      } else {
        input.skip(length);
        record(array, from, length);
      }
    }
  }

  private void record(byte[] array, int from, int length) {
    ByteBuffer decrypted = buffers.decrypted();
    SSLEngineResult result;
    try {
      result = engine.unwrap(ByteBuffer.wrap(array, from, length), decrypted);
      if (result.getStatus() != SSLEngineResult.Status.CLOSED && result.bytesConsumed() != length) {
        throw new SSLException("The engine didn't take a record: " + result);
      }
    } catch (SSLException e) {
      fail(e);
      return;
    }
    if (decrypted.position() > 0) {
      int start = decrypted.arrayOffset();
      received(decrypted.array(), start, start + decrypted.position());
      emptyRecords = 0;
    } else if (!engine.isInboundDone() && ++emptyRecords > MAX_EMPTY_RECORDS) {
      fail(new SSLException("More than " + MAX_EMPTY_RECORDS + " records in a row hold nothing"));
      return;
    }
    if (isClosed()) {
      return;
    }
    if (result.getHandshakeStatus() == HandshakeStatus.NEED_WRAP) {
      answer(); // an update of keys, or the end of TLS 1.2
      if (isClosed()) {
        return;
      }
    } else if (result.getHandshakeStatus() == HandshakeStatus.NEED_TASK) {
      fail(new SSLException("The client wants another handshake, which isn't offered"));
      return;
    }
    if (engine.isInboundDone() || result.getStatus() == SSLEngineResult.Status.CLOSED) {
      inputOver = true;
      receivedEnd();
    }
  }

  /** Sends what the engine wants to say by itself; who makes it say much isn't read from. */
  private void answer() {
    try {
      boolean alert = encryptOwn();
      if (alert && !engine.isInboundDone()) {
        // Netty's engine tells of a bad record only by this, and goes on.
        throw new SSLException("A record couldn't be decrypted, or isn't allowed");
      }
    } catch (SSLException e) {
      fail(e);
      return;
    }
    if (underneath.pendingBytes() >= MAX_ENCRYPTED && !underneath.isWritable()) {
      clogged = true;
      updateReading();
    }
  }

  /** The end of the connection without TLS's own: an attacker may have cut it. */
  void underneathEnded() {
    if (!inputOver && !isClosed()) {
      abort(
          CloseCause.peerReset(
              new EOFException("The client closed the connection without TLS's close_notify")));
    }
  }

  void underneathWritable() {
    underneathFull = false;
    if (clogged) {
      clogged = false;
      updateReading();
    }
    turnEnded();
  }

  void underneathClosed(CloseCause cause) {
    abort(cause);
  }

  /** What came can't be TLS: an alert leaves, and this stream ends. */
  private void fail(SSLException failure) {
    LOGGER.debug("{} failed", this, failure);
    failing = true;
    try {
      engine.closeOutbound();
      var unused = encryptOwn();
    } catch (SSLException e) {
      failure.addSuppressed(e);
    }
    underneath.close();
    abort(CloseCause.failed(failure));
  }

  private void updateReading() {
    boolean reads = readWanted && !clogged;
    if (reads == underneath.isReadingPaused()) {
      if (reads) {
        underneath.resumeReading();
      } else {
        underneath.pauseReading();
      }
    }
  }

  // ---- What the shared part asks for.

  @Override
  protected void write(OutputChain chain) throws IOException {
    while (!chain.isEmpty() && underneath.pendingBytes() < MAX_ENCRYPTED) {
      ByteBuffer plain = chain.isFileAtHead() ? files.next(chain) : gathered(chain);
      if (plain == null) {
        break; // it is being read
      }
      int before = plain.position();
      SSLEngineResult result = encrypt(plain);
      int taken = plain.position() - before;
      chain.consume(taken);
      if (result.getStatus() == SSLEngineResult.Status.CLOSED) {
        throw new IOException("The client has ended TLS, and takes nothing more");
      }
      if (taken == 0 && result.bytesProduced() == 0) {
        throw new SSLException("The engine takes nothing: " + result);
      }
    }
    underneathFull = !underneath.isWritable();
  }

  private ByteBuffer gathered(OutputChain chain) {
    ByteBuffer plain = buffers.plain();
    chain.copyTo(plain);
    return plain.flip();
  }

  private SSLEngineResult encrypt(ByteBuffer plain) throws SSLException {
    ByteBuffer encrypted = buffers.encrypted();
    SSLEngineResult result = engine.wrap(plain, encrypted);
    underneath.output().write(encrypted.array(), encrypted.arrayOffset(), encrypted.position());
    return result;
  }

  /** Lets the engine say what it has to; whether that began with an alert. */
  private boolean encryptOwn() throws SSLException {
    SSLEngineResult result = encrypt(NOTHING);
    boolean alert = Records.isAlert(buffers.encrypted(), result.bytesProduced(), tls12);
    while (result.getHandshakeStatus() == HandshakeStatus.NEED_WRAP && result.bytesProduced() > 0) {
      result = encrypt(NOTHING);
    }
    return alert;
  }

  /** Only what is above the watermark underneath: of that we are told when it has left. */
  @Override
  protected long bytesInTransport() {
    return underneathFull ? underneath.pendingBytes() : 0;
  }

  @Override
  protected void readInterest(boolean wanted) {
    readWanted = wanted;
    updateReading();
  }

  @Override
  protected void writeInterest(boolean wanted) {
    // The stream underneath, or the end of a file's reading, brings the next turn.
  }

  @Override
  protected void turnEndWanted() {
    underneath.loop().atTurnEnd(turnEnded);
  }

  /** Sends close_notify, which is an end of this direction alone (RFC 8446, section 6.1). */
  @Override
  protected void shutdownOutput() throws IOException {
    engine.closeOutbound();
    var unused = encryptOwn();
    if (!isClosing()) {
      underneath.endOutput();
    } else if (quietAtClose() == 0) {
      underneath.close();
    } else {
      // In the next turn: then close_notify has left, and doesn't count as an answer to be read.
      underneath.loop().execute(() -> underneath.close(quietAtClose()));
    }
  }

  @Override
  protected void closeChannel(boolean reset) {
    files.close();
    if (failing) {
      return; // it closes after the alert
    }
    if (reset) {
      underneath.abort(CloseCause.ABORTED);
    } else {
      underneath.close();
    }
  }

  @Override
  protected void streamClosed(CloseCause cause) {
    connection.streamClosed(engine, cause);
  }

  @Override
  public String toString() {
    return "TlsStream[" + connection.connection() + "]";
  }
}
