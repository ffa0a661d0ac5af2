package dev.weir;

import dev.weir.annotation.Stable;
import dev.weir.codec.Codec;
import dev.weir.http.HttpRoutes;
import dev.weir.middleware.Middleware;
import dev.weir.spi.transport.TransportProvider;
import dev.weir.tcp.TcpDoor;
import dev.weir.udp.UdpDoor;
import java.nio.file.Path;
import java.util.function.Consumer;

/**
 * Describes a server; nothing is opened before {@link #start()}. Not for several threads at once.
 *
 * <p>Code beats configuration, configuration beats discovery. Configuration is read, strongest
 * first, from {@link #config}, system properties ({@code weir.…}), the environment ({@code WEIR_…})
 * and one file. An unknown or malformed key stops the start, also where a stronger source hides it;
 * the error names the key, where it was set, and the nearest one there is. The keys:
 *
 * <ul>
 *   <li>{@code weir.limits.<name>}: each of {@link Limits#all}
 *   <li>{@code weir.transport}: the transport's name
 *   <li>{@code weir.middleware}: names of middleware to enable, separated by commas, the outermost
 *       first
 *   <li>{@code weir.<kind>.<name>.<key>}: the settings of the transport, codec or middleware of
 *       that name
 *   <li>{@code weir.strict-returns} and {@code weir.shutdown-on-signal}: true or false
 *   <li>{@code weir.config.file}: the file, from any source but itself
 * </ul>
 *
 * <p>In the environment, dots and hyphens are underscores: {@code WEIR_LIMITS_MAX_BODY}. {@code
 * WEIR_JAVA_OPTS}, and what Kubernetes sets for a service named weir, are left to others.
 *
 * <p>In a {@code .properties} file keys stand as they are, and so they can in the others: {@code
 * "weir.transport" = nio} with the quotes. Nested, {@code transport} is the place of the
 * transports' settings and can't be a value as well, so the name goes to {@code
 * weir.transport.use}, and that of middleware to {@code weir.middleware.use}. Keys outside of
 * {@code weir} are other programs'.
 */
@Stable
public interface ServerBuilder {
  /** A door for HTTP. */
  ServerBuilder http(Listen listen, Consumer<HttpRoutes> routes);

  /** A door for TCP: blocking, framed, typed, or a protocol of one's own. */
  ServerBuilder tcp(Listen listen, Consumer<TcpDoor> door);

  /** A door for UDP. */
  ServerBuilder udp(Listen listen, Consumer<UdpDoor> door);

  /** Limits for all doors; a door or route may have its own. */
  ServerBuilder limits(Limits limits);

  /**
   * Middleware around all doors, the first one outermost. Repeated calls add to the inside. What
   * configuration enables ({@code weir.middleware=a,b}) goes outside of it, in the order named.
   */
  ServerBuilder middleware(Middleware... middleware);

  /** An object that handlers ask for by its type, with the extractor {@code state}. */
  <T> ServerBuilder state(Class<T> type, T object);

  /** A codec, preferred to those that are discovered; repeated calls add weaker ones. */
  ServerBuilder codec(Codec codec);

  /** The transport by name, such as {@code "nio"}. */
  ServerBuilder transport(String name);

  /** The transport itself, discovered or not. */
  ServerBuilder transport(TransportProvider transport);

  /**
   * The configuration file ({@code .properties}, {@code .conf} or {@code .json}); it must exist.
   * Without this call {@code weir.config.file} names it, and else there is none.
   */
  ServerBuilder configFile(Path file);

  /** One configuration value, full key, beating all other sources but the code's own calls. */
  ServerBuilder config(String key, String value);

  /** What a handler returns must have been declared with {@code returns}. Default false. */
  ServerBuilder strictReturns(boolean strict);

  /** Whether SIGTERM and Ctrl-C shut the server down gracefully. Default true. */
  ServerBuilder shutdownOnSignal(boolean enabled);

  /**
   * Checks the wiring, binds all doors and serves.
   *
   * @throws StartException naming what is wrong; nothing is left open then
   */
  Server start();
}
