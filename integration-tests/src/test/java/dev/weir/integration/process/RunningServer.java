package dev.weir.integration.process;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.URI;
import java.util.regex.Pattern;

/** A program that serves in a process of its own, and has said where. Closing it kills it. */
public final class RunningServer implements AutoCloseable {
  private static final Pattern READY =
      Pattern.compile("^[a-z-]+: listening on ((?:https?|tcp|udp)://.+:\\d+)$");

  private final Child child;
  private final URI url;

  private RunningServer(Child child, URI url) {
    this.child = child;
    this.url = url;
  }

  /** Waits until the program says where it listens. */
  public static RunningServer of(Child child) {
    try {
      return new RunningServer(child, URI.create(child.awaitOut(READY).group(1)));
    } catch (AssertionError e) {
      child.close();
      throw e;
    }
  }

  /** Where it listens, such as {@code http://127.0.0.1:40123}. */
  public URI url() {
    return url;
  }

  /** A path of it. */
  public URI url(String path) {
    return URI.create(url + path);
  }

  /**
   * A client, connected. Its reads give up after half a minute: nothing else ends them, for the
   * interrupt of a test that takes too long doesn't.
   */
  public Socket connect() throws IOException {
    Socket socket = new Socket(url.getHost(), url.getPort());
    socket.setSoTimeout(30_000);
    return socket;
  }

  public InetSocketAddress address() {
    return new InetSocketAddress(url.getHost(), url.getPort());
  }

  public Child child() {
    return child;
  }

  /** SIGTERM; gives the exit code. */
  public int stop() {
    child.terminate();
    return child.awaitExit();
  }

  @Override
  public void close() {
    child.close();
  }
}
