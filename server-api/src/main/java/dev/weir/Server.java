package dev.weir;

import dev.weir.annotation.Stable;
import dev.weir.spi.ServerProvider;
import dev.weir.tls.UnusableCertificateException;
import java.util.List;
import java.util.ServiceConfigurationError;
import java.util.ServiceLoader;

/**
 * A running server.
 *
 * <pre>{@code
 * Server.builder()
 *     .http(Listen.port(8080), http -> http.get("/hello", request -> Response.text("Hello")))
 *     .start()
 *     .awaitTermination();
 * }</pre>
 *
 * <p>All methods may be called from any thread.
 */
@Stable
public interface Server extends AutoCloseable {
  /**
   * A new builder, of the core that the class path or module path holds; plugins are looked for
   * with the thread's context class loader, or the API's own where there is none.
   *
   * @throws StartException if there is no core, naming the artifact to add
   */
  static ServerBuilder builder() {
    ClassLoader context = Thread.currentThread().getContextClassLoader();
    return builder(context != null ? context : ClassLoader.getSystemClassLoader());
  }

  /** As {@link #builder()}, with core and plugins looked for in {@code classLoader}. */
  static ServerBuilder builder(ClassLoader classLoader) {
    try {
      return ServiceLoader.load(ServerProvider.class, classLoader)
          .findFirst()
          .orElseThrow(() ->
              new StartException(
                  "No Weir core was found: add dev.weir:weir-server-core to the class path"
                      + " or module path (or, in a fat jar, merge the META-INF/services files)"))
          .newBuilder(classLoader);
    } catch (ServiceConfigurationError e) {
      throw new StartException("The Weir core can't be loaded: " + e.getMessage(), e);
    }
  }

  /** The open doors in the order of the builder, with the addresses that were bound. */
  List<Door> doors();

  /**
   * The port of the only door, or of the first of several.
   *
   * @throws IllegalStateException if that door has no port (a Unix domain socket)
   */
  default int port() {
    return doors().getFirst().port();
  }

  /** Whether the server takes requests: true from the start until shutdown begins. */
  boolean isReady();

  /**
   * What the server does now, and has done since its start, for monitoring. Reading it costs little
   * and disturbs nobody; it can be read at any time, also after the end.
   */
  ServerStatus status();

  /**
   * Reads the certificates of all doors again, now. New handshakes use them, connections that are
   * open go on. It waits for the files.
   *
   * @throws UnusableCertificateException if a door's can't be used, naming the file; that door goes
   *     on with those it has
   */
  void reloadCertificates() throws UnusableCertificateException;

  /**
   * Shuts down and waits for it: readiness turns false, the grace time passes, accepting stops once
   * the backlog is served, peers are told, what runs may finish until the deadline, then it is cut.
   * A second call, from any thread, waits for the same shutdown.
   *
   * <p>When the waiting thread is interrupted, what still runs is cut at once; the interrupt status
   * stays set.
   *
   * @throws IllegalStateException on a thread that it would wait for: an event loop, or one that
   *     runs a handler. Such a one starts another thread for it, and doesn't wait.
   */
  ShutdownReport shutdown();

  /**
   * Cuts everything at once, whether or not a shutdown is under way, and waits for the end.
   *
   * @throws IllegalStateException as {@link #shutdown()}
   */
  ShutdownReport shutdownNow();

  /**
   * Waits until the server has ended, whoever ends it.
   *
   * @throws InterruptedException if the waiting thread is interrupted; the server runs on
   */
  ShutdownReport awaitTermination() throws InterruptedException;

  /** {@link #shutdown()}. */
  @Override
  default void close() {
    var unused = shutdown();
  }
}
