package dev.weir.core.http;

import dev.weir.Bytes;
import dev.weir.ConnectionInfo;
import dev.weir.core.dispatch.ClientPlaces;
import dev.weir.http.Headers;
import dev.weir.spi.protocol.Protocol;
import dev.weir.spi.transport.EventLoop;
import dev.weir.spi.transport.OutputChain;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import org.jspecify.annotations.Nullable;

/**
 * How a version of HTTP carries one exchange. The exchange calls it, from one thread at a time but
 * not always the same one; after {@link #over} it isn't called again.
 *
 * <p>An answer is either one {@code send}, or an {@code open} with any number of {@code write} and
 * one {@code end}; {@code abort} may cut it anywhere.
 */
public interface ExchangeWire {
  /** The event loop of the stream. */
  EventLoop loop();

  /** The connection. Until the exchange is over. */
  ConnectionInfo info();

  /**
   * The client at the other end of the connection, looked up once for all of its exchanges. On the
   * loop.
   */
  ClientPlaces.Client client();

  /** The body is asked for: a client that waits for a 100 gets it now. */
  void bodyWanted();

  /**
   * Sends an interim answer, which the version of the request knows. Never waits. Before any
   * answer, which may still be another than was thought.
   */
  void interim(int status, Headers fields);

  /** Whether a body may hold files; where bytes are framed, they are read by who writes them. */
  default boolean sendsFiles() {
    return true;
  }

  /** Opens a file for a body, in the way in which it is sent with the least work. */
  default FileChannel openFile(Path file) throws IOException {
    return FileChannel.open(file, StandardOpenOption.READ);
  }

  /** An empty chain for the calling thread to encode a body into. */
  OutputChain newOutput();

  /** Sends an answer whose body is there. Never waits. */
  void send(ResponseHead head, Bytes body);

  /** Sends an answer whose body is there, and takes the chain over. Never waits. */
  void send(ResponseHead head, OutputChain body, Headers trailers);

  /** Starts an answer. The head may stay unsent until something is written. */
  void open(ResponseHead head);

  /**
   * Sends a part of the body, and takes the chain over. Waits while the client is slow, so never on
   * the loop. An empty part sends what hasn't been sent yet.
   *
   * @throws dev.weir.http.ClientGoneException if the client has gone
   * @throws java.io.InterruptedIOException if the thread is interrupted
   */
  void write(OutputChain part) throws IOException;

  /** Ends the body. Never waits. */
  void end(Headers trailers);

  /**
   * Answers that the stream goes on in another protocol, and hands it over once the request's body
   * is complete; what nobody read of that is dropped, within bounds. Never waits. Called only if
   * the request's head names the protocol.
   *
   * @param head the answer; its status is 101, for which a version of HTTP may have another
   */
  default void upgrade(ResponseHead head, Protocol.StreamOpener successor, UpgradeOutcome outcome) {
    throw new UnsupportedOperationException("Nothing was asked for, so nothing can be answered");
  }

  /** What became of an upgrade. */
  @FunctionalInterface
  interface UpgradeOutcome {
    /**
     * Called once, on the loop; on success before the successor gets the stream.
     *
     * @param status the status sent, or 0 if none was
     * @param failure why the stream isn't handed over, or null
     */
    void told(int status, @Nullable Throwable failure);
  }

  /** Whether something of the answer may have reached the client. */
  boolean isCommitted();

  /** Ends the stream so that the client can tell that the answer isn't whole. */
  void abort(Throwable cause);

  /** Why the client can't be reached any more, or null. */
  @Nullable Throwable lost();

  /** The exchange is over; what is left of the request's body isn't wanted. */
  void over();

  /** After {@link #over}: the exchange that the same virtual thread is to handle next, or null. */
  default @Nullable Exchange next() {
    return null;
  }

  /** The virtual thread that handled the exchange is done with it and with this. */
  default void left() {}
}
