package dev.weir.testkit.http;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketAddress;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.Channels;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.time.Duration;

/**
 * A client that sends bytes as they are, and reads answers. For one thread, or one that sends and
 * one that reads. Over TCP, reading gives up after 20 seconds without a byte.
 */
public final class RawClient implements AutoCloseable {
  private static final int PATIENCE_MILLIS = (int) Duration.ofSeconds(20).toMillis();

  private final Connection connection;
  private final InputStream input;
  private final OutputStream output;

  /** What differs between TCP and Unix domain sockets. */
  private interface Connection extends AutoCloseable {
    void finish() throws IOException;

    void reset() throws IOException;

    @Override
    void close() throws IOException;
  }

  private RawClient(Connection connection, InputStream input, OutputStream output) {
    this.connection = connection;
    this.input = new BufferedInputStream(input);
    this.output = output;
  }

  /** Connects to a port of this machine. */
  public static RawClient connect(int port) throws IOException {
    return connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
  }

  /** Connects to an address, also of a Unix domain socket. */
  public static RawClient connect(SocketAddress address) throws IOException {
    return address instanceof UnixDomainSocketAddress ? unix(address) : tcp(address);
  }

  private static RawClient tcp(SocketAddress address) throws IOException {
    Socket socket = new Socket();
    try {
      socket.connect(address, PATIENCE_MILLIS);
      socket.setTcpNoDelay(true);
      socket.setSoTimeout(PATIENCE_MILLIS);
      return new RawClient(
          new TcpConnection(socket), socket.getInputStream(), socket.getOutputStream());
    } catch (IOException e) {
      socket.close();
      throw e;
    }
  }

  private static RawClient unix(SocketAddress address) throws IOException {
    SocketChannel channel = SocketChannel.open(address);
    return new RawClient(
        new UnixConnection(channel),
        Channels.newInputStream(channel),
        Channels.newOutputStream(channel));
  }

  private record TcpConnection(Socket socket) implements Connection {
    @Override
    public void finish() throws IOException {
      socket.shutdownOutput();
    }

    @Override
    public void reset() throws IOException {
      socket.setSoLinger(true, 0);
      socket.close();
    }

    @Override
    public void close() throws IOException {
      socket.close();
    }
  }

  private record UnixConnection(SocketChannel channel) implements Connection {
    @Override
    public void finish() throws IOException {
      channel.shutdownOutput();
    }

    @Override
    public void reset() {
      throw new UnsupportedOperationException("A Unix domain socket can't be reset by choice");
    }

    @Override
    public void close() throws IOException {
      channel.close();
    }
  }

  /** Sends text in UTF-8; line ends are the caller's to write. */
  public void send(String text) throws IOException {
    send(text.getBytes(StandardCharsets.UTF_8));
  }

  /** Sends bytes. */
  public void send(byte[] bytes) throws IOException {
    output.write(bytes);
    output.flush();
  }

  /** Reads the answer to a request other than HEAD, or an interim answer. */
  public RawResponse read() throws IOException {
    return RawResponse.read(input, false);
  }

  /** Reads the answer to a HEAD request. */
  public RawResponse readToHead() throws IOException {
    return RawResponse.read(input, true);
  }

  /** Reads one byte, or -1 at the end. */
  public int readByte() throws IOException {
    return input.read();
  }

  /** Reads so many bytes. */
  public byte[] readBytes(int count) throws IOException {
    byte[] bytes = input.readNBytes(count);
    if (bytes.length < count) {
      throw new IOException("Only " + bytes.length + " of " + count + " bytes came");
    }
    return bytes;
  }

  /** Reads all up to the server's FIN. */
  public byte[] readToEnd() throws IOException {
    return input.readAllBytes();
  }

  /** Sends FIN: nothing more will be sent. */
  public void finish() throws IOException {
    connection.finish();
  }

  /** Resets the connection. */
  public void reset() throws IOException {
    connection.reset();
  }

  @Override
  public void close() throws IOException {
    connection.close();
  }
}
