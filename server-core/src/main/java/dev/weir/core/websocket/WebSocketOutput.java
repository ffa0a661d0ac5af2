package dev.weir.core.websocket;

import dev.weir.Bytes;
import dev.weir.spi.transport.ByteStream;
import dev.weir.spi.transport.OutputChain;
import dev.weir.websocket.WebSocketMessage;
import org.jspecify.annotations.Nullable;

/**
 * The way out of a WebSocket: one frame a message, so that those of several threads never mix, and
 * nothing after the close frame. Any thread; it never waits for the client.
 *
 * <p>The lock keeps compressed messages leaving in the order in which they were compressed.
 */
final class WebSocketOutput {
  /** Below this, compressing costs more than it saves. */
  private static final int MIN_COMPRESSED = 128;

  private final ByteStream stream;
  private final @Nullable Deflation agreed;
  private final Object lock = new Object();

  // Guarded by the lock; the flag is read without it too.
  private @Nullable MessageDeflater deflater;
  private volatile boolean closed;

  WebSocketOutput(ByteStream stream, @Nullable Deflation agreed) {
    this.stream = stream;
    this.agreed = agreed;
  }

  /** Whether the close frame was sent, or the stream has ended. */
  boolean isClosed() {
    return closed;
  }

  /** Sends a message; false if nothing can be sent any more. */
  boolean send(WebSocketMessage message) {
    return switch (message) {
      case WebSocketMessage.Text(String text) -> sendData(Opcode.TEXT, Bytes.utf8(text));
      case WebSocketMessage.Binary(Bytes bytes) -> sendData(Opcode.BINARY, bytes);
    };
  }

  private boolean sendData(int opcode, Bytes payload) {
    boolean compresses = agreed != null && payload.length() >= MIN_COMPRESSED;
    synchronized (lock) {
      if (closed) {
        return false;
      }
      write(opcode, compresses, compresses ? deflater().deflate(payload) : payload);
      return true;
    }
  }

  private MessageDeflater deflater() {
    MessageDeflater made = deflater;
    if (made == null) {
      made = new MessageDeflater(java.util.Objects.requireNonNull(agreed));
      deflater = made;
    }
    return made;
  }

  /** Sends a ping or pong. */
  void sendControl(int opcode, Bytes payload) {
    synchronized (lock) {
      if (!closed) {
        write(opcode, false, payload);
      }
    }
  }

  /** Sends the close frame; false if it was sent before. */
  boolean sendClose(int code, String reason) {
    synchronized (lock) {
      if (closed) {
        return false;
      }
      write(Opcode.CLOSE, false, FrameWriter.closing(code, reason));
      release();
      return true;
    }
  }

  private void write(int opcode, boolean compressed, Bytes payload) {
    if (stream.loop().inLoop()) {
      FrameWriter.write(stream.output(), opcode, compressed, payload);
    } else {
      OutputChain chain = stream.newOutput();
      FrameWriter.write(chain, opcode, compressed, payload);
      stream.submit(chain);
    }
  }

  /** The stream has ended. */
  void end() {
    synchronized (lock) {
      release();
    }
  }

  private void release() {
    closed = true;
    if (deflater != null) {
      deflater.release();
      deflater = null;
    }
  }
}
