package dev.weir;

import dev.weir.annotation.Stable;
import dev.weir.config.Setting;
import dev.weir.config.Settings;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/**
 * What a server takes from its peers before it says no: sizes, counts and times. All are on by
 * default. Immutable.
 *
 * <pre>{@code
 * Limits.defaults()
 *     .with(Limits.MAX_BODY, 10L << 20)
 *     .with(Limits.IDLE_TIMEOUT, Duration.ofMinutes(2))
 * }</pre>
 *
 * <p>Each is configured as {@code weir.limits.<name>} too; what the code sets beats that. Defaults
 * that protect a server may be tightened in a minor version.
 *
 * <p>A door may have its own, but for {@link #MAX_CONNECTIONS}, {@link
 * #MAX_CONNECTIONS_PER_ADDRESS}, {@link #MAX_IN_FLIGHT}, {@link #MAX_IN_FLIGHT_PER_CLIENT}, {@link
 * #MAX_GATHERED_PERCENT}, {@link #SHUTDOWN_GRACE}, {@link #SHUTDOWN_TIMEOUT} and {@link
 * #LOOP_STALL}, which all doors share. A group of HTTP routes, and a route, may have its own {@link
 * #MAX_BODY}, {@link #HANDLER_TIMEOUT}, {@link #READ_AHEAD}, {@link #MAX_MESSAGE}, {@link
 * #MIN_BODY_RATE}, {@link #BODY_GRACE}, and {@link #PROGRESS_TIMEOUT} of the body. Set anywhere
 * else, a limit stops the start.
 */
@Stable
public final class Limits {
  /** Connections open at once, all doors together; at the limit the server stops accepting. */
  public static final Setting<Integer> MAX_CONNECTIONS =
      Setting.integer(
          "max-connections",
          20_000,
          1,
          Integer.MAX_VALUE,
          "connections open at once; further ones wait in the backlog");

  /**
   * Connections open at once from one IPv4 address, or one IPv6 network of 64 bits; one more is
   * closed at once.
   */
  public static final Setting<Integer> MAX_CONNECTIONS_PER_ADDRESS =
      Setting.integer(
          "max-connections-per-address",
          4_096,
          1,
          Integer.MAX_VALUE,
          "connections open at once from one IPv4 address or IPv6 /64; one more is closed at once");

  /** Requests and frames being handled at once, off the loops; an HTTP client gets a 503. */
  public static final Setting<Integer> MAX_IN_FLIGHT =
      Setting.integer(
          "max-in-flight",
          10_000,
          1,
          Integer.MAX_VALUE,
          "requests and frames being handled at once; HTTP: 503 with Retry-After, TCP: they wait");

  /**
   * Of {@link #MAX_IN_FLIGHT}, how many HTTP requests and WebSockets in blocking style one client
   * may have: one IPv4 address, or one IPv6 network of 64 bits, behind a trusted proxy that of the
   * client. One request more gets a 429, and so does one handshake more. The default is that of
   * {@link #MAX_CONNECTIONS_PER_ADDRESS}, so only who sends many requests side by side on a
   * connection meets this first. {@linkplain TrustedProxies Trusted proxies} that name no client
   * aren't counted.
   */
  public static final Setting<Integer> MAX_IN_FLIGHT_PER_CLIENT =
      Setting.integer(
          "max-in-flight-per-client",
          4_096,
          1,
          Integer.MAX_VALUE,
          "requests of one IPv4 address or IPv6 /64 being handled at once; 429 with Retry-After");

  /**
   * Percent of the heap that HTTP bodies and WebSocket messages may hold while they are put
   * together whole and handled, all of them together; those of 64 KiB and less aren't counted.
   * Handlers, decoders and answers that hold copies of them need as much again, and more. A body
   * beyond it gets a 503, and a message a close frame with the code 1013.
   */
  public static final Setting<Integer> MAX_GATHERED_PERCENT =
      Setting.integer(
          "max-gathered-percent",
          25,
          1,
          100,
          "percent of the heap that whole bodies and messages over 64 KiB may hold together;"
              + " 503, WebSocket: 1013");

  /** Bytes of an HTTP request line; beyond, 414. */
  public static final Setting<Long> MAX_REQUEST_LINE =
      Setting.bytes("max-request-line", 8 << 10, 64, 1 << 20, "bytes of a request line; 414");

  /** Lines of an HTTP header or trailer section; beyond, 431. */
  public static final Setting<Integer> MAX_HEADERS =
      Setting.integer("max-headers", 100, 1, 10_000, "lines of a header section; 431");

  /** Bytes of an HTTP header or trailer section; beyond, 431. */
  public static final Setting<Long> MAX_HEADER_BYTES =
      Setting.bytes("max-header-bytes", 16 << 10, 256, 4 << 20, "bytes of a header section; 431");

  /**
   * Whether a request's target may hold {@code "<>\^`{|}}, which have to be percent-encoded in a
   * URI (RFC 9112, section 3.2; RFC 3986, section 2), and which browsers send in queries as they
   * are; by default a 400, over HTTP/2 a reset of the stream.
   */
  public static final Setting<Boolean> ALLOW_UNENCODED_TARGETS =
      Setting.bool(
          "allow-unencoded-targets",
          false,
          "whether targets may hold \"<>\\^`{} and the bar, which a URI has percent-encoded; 400");

  /**
   * HTTP/2 streams of one connection that are open at once, handlers of streams that were reset
   * included; one more is refused with REFUSED_STREAM (RFC 9113, section 5.1.2).
   */
  public static final Setting<Integer> MAX_STREAMS =
      Setting.integer(
          "max-streams",
          128,
          1,
          1 << 20,
          "HTTP/2 streams of a connection at once; further ones are refused");

  /** HTTP/2 streams that a client may reset within ten seconds; beyond, ENHANCE_YOUR_CALM. */
  public static final Setting<Integer> MAX_RESETS_RECEIVED =
      Setting.integer(
          "max-resets-received",
          200,
          1,
          Integer.MAX_VALUE,
          "HTTP/2 streams that a client resets within 10 s; its connection ends");

  /**
   * HTTP/2 streams that a client may make the server reset or refuse, by mistakes, within ten
   * seconds; beyond, ENHANCE_YOUR_CALM.
   */
  public static final Setting<Integer> MAX_RESETS_SENT =
      Setting.integer(
          "max-resets-sent",
          200,
          1,
          Integer.MAX_VALUE,
          "HTTP/2 streams reset or refused for a client's mistakes within 10 s; its connection"
              + " ends");

  /** CONTINUATION frames of one HTTP/2 header block; beyond, ENHANCE_YOUR_CALM. */
  public static final Setting<Integer> MAX_CONTINUATIONS =
      Setting.integer(
          "max-continuations",
          16,
          0,
          1 << 20,
          "HTTP/2 CONTINUATION frames of a header section; the connection ends");

  /**
   * HTTP/2 frames within ten seconds that carry nothing: PING, SETTINGS, PRIORITY, empty DATA,
   * frames of unknown types, and WINDOW_UPDATE beyond two for each request and each frame of data
   * sent, and one for each KiB in it. Beyond, ENHANCE_YOUR_CALM.
   */
  public static final Setting<Integer> MAX_CONTROL_FRAMES =
      Setting.integer(
          "max-control-frames",
          1_000,
          10,
          Integer.MAX_VALUE,
          "HTTP/2 frames without requests or data within 10 s; the connection ends");

  /** HTTP/2 DATA frames of fewer than 64 bytes within ten seconds; beyond, ENHANCE_YOUR_CALM. */
  public static final Setting<Integer> MAX_SMALL_DATA_FRAMES =
      Setting.integer(
          "max-small-data-frames",
          10_000,
          10,
          Integer.MAX_VALUE,
          "HTTP/2 DATA frames of fewer than 64 bytes within 10 s; the connection ends");

  /** Bytes of the table that an HTTP/2 client compresses its header fields with (RFC 7541). */
  public static final Setting<Long> HEADER_TABLE_SIZE =
      Setting.bytes(
          "header-table-size",
          4 << 10,
          0,
          64 << 10,
          "bytes of the table of an HTTP/2 connection's request fields; COMPRESSION_ERROR");

  /** Bytes of a request's body, counted after decoding; beyond, 413. */
  public static final Setting<Long> MAX_BODY =
      Setting.bytes("max-body", 2 << 20, 0, Long.MAX_VALUE >> 1, "bytes of a request body; 413");

  /** Bytes of one frame of framed TCP, without what frames it; beyond, the session fails. */
  public static final Setting<Long> MAX_FRAME =
      Setting.bytes(
          "max-frame", 1 << 20, 1, Integer.MAX_VALUE >> 1, "bytes of a TCP frame; closed");

  /** Bytes of one WebSocket message, inflated; beyond, the WebSocket is closed with 1009. */
  public static final Setting<Long> MAX_MESSAGE =
      Setting.bytes(
          "max-message",
          1 << 20,
          1,
          Integer.MAX_VALUE >> 1,
          "bytes of a WebSocket message, inflated; closed with 1009");

  /**
   * WebSocket frames of one client within ten seconds that carry nothing: pings, pongs that weren't
   * asked for, and fragments without a byte, beyond two for each message. Beyond, the WebSocket is
   * closed with 1008 (RFC 6455, section 7.4.1).
   */
  public static final Setting<Integer> MAX_WEBSOCKET_CONTROL_FRAMES =
      Setting.integer(
          "max-websocket-control-frames",
          500,
          10,
          Integer.MAX_VALUE,
          "WebSocket pings, pongs and empty fragments within 10 s; closed with 1008");

  /** Bytes of one UDP datagram; a longer one is dropped and counted. */
  public static final Setting<Integer> MAX_DATAGRAM =
      Setting.integer(
          "max-datagram", 65_507, 1, 65_535, "bytes of a datagram; longer ones are dropped");

  /** Datagrams of one door being handled at once, off the loop; one more is dropped and counted. */
  public static final Setting<Integer> MAX_DATAGRAMS_IN_FLIGHT =
      Setting.integer(
          "max-datagrams-in-flight",
          1_024,
          1,
          1 << 20,
          "datagrams of a door being handled at once; further ones are dropped");

  /** From the accept to the end of a header of the PROXY protocol; then the connection is cut. */
  public static final Setting<Duration> PROXY_HEADER_TIMEOUT =
      Setting.duration(
          "proxy-header-timeout",
          Duration.ofSeconds(5),
          "time from the accept to the end of a PROXY protocol header; then cut");

  /** Bytes of a header of the PROXY protocol, version 2; beyond, the connection is closed. */
  public static final Setting<Long> MAX_PROXY_HEADER =
      Setting.bytes(
          "max-proxy-header", 4 << 10, 256, 32 << 10, "bytes of a PROXY protocol header; closed");

  /** From the accept, or the header of a proxy, to the end of the TLS handshake; then it is cut. */
  public static final Setting<Duration> HANDSHAKE_TIMEOUT =
      Setting.duration(
          "handshake-timeout",
          Duration.ofSeconds(10),
          "time from the accept, or a proxy's header, to the end of the TLS handshake; then cut");

  /**
   * TLS handshakes of one door under way at once; further clients wait, within their time. While
   * one waits, a client that stands still in the midst of its handshake for an eighth of {@link
   * #HANDSHAKE_TIMEOUT} is cut.
   */
  public static final Setting<Integer> MAX_HANDSHAKES =
      Setting.integer(
          "max-handshakes",
          1_024,
          1,
          1 << 20,
          "TLS handshakes of a door under way at once; further ones wait for their turn");

  /** From the first byte (or the accept) to the end of a request's head; beyond, 408 or a close. */
  public static final Setting<Duration> HEADER_TIMEOUT =
      Setting.duration(
          "header-timeout", Duration.ofSeconds(10), "time for a request's head to come; 408");

  /** The longest wait for the next bytes of a body, a frame, or room to write; then cut. */
  public static final Setting<Duration> PROGRESS_TIMEOUT =
      Setting.duration(
          "progress-timeout",
          Duration.ofSeconds(30),
          "longest time without a byte inside a body, frame or answer; HTTP: 408, or cut");

  /**
   * Bytes a second that a client has to send of an HTTP body, all in all, as long as it could send;
   * 0 asks for none, which is for routes whose requests are slow by nature. One that is behind by
   * more than {@link #BODY_GRACE} gets a 408. Over HTTP/2 each body is credited with an even share
   * of what comes for all bodies of its connection, if that is more than came for it; with more
   * than 16 of them, with a sixteenth.
   */
  public static final Setting<Long> MIN_BODY_RATE =
      Setting.bytes(
          "min-body-rate",
          240,
          0,
          1 << 30,
          "bytes a second that a request body has to come with, after body-grace; 0 asks for none;"
              + " 408");

  /** What an HTTP body may take beyond the time its bytes take at {@link #MIN_BODY_RATE}. */
  public static final Setting<Duration> BODY_GRACE =
      Setting.duration(
          "body-grace",
          Duration.ofSeconds(5),
          "time that a request body may take beyond what its bytes take at min-body-rate; 408");

  /** A kept-alive HTTP connection with nothing going on is closed after this. */
  public static final Setting<Duration> IDLE_TIMEOUT =
      Setting.duration(
          "idle-timeout", Duration.ofSeconds(60), "time between requests; then closed");

  /**
   * A TCP connection or session without a byte either way is closed after this. A WebSocket is
   * pinged after half of it, and closed if nothing comes then.
   */
  public static final Setting<Duration> SESSION_IDLE_TIMEOUT =
      Setting.duration(
          "session-idle-timeout",
          Duration.ofMinutes(5),
          "time without a byte on a TCP session; then closed");

  /** From the first close frame of a WebSocket to the answering one; then it is cut. */
  public static final Setting<Duration> CLOSE_TIMEOUT =
      Setting.duration(
          "close-timeout",
          Duration.ofSeconds(5),
          "time for a WebSocket's close frame to be answered; then cut");

  /**
   * From a request's dispatch to its handler's answer, waits for the client not counted; from a
   * datagram's arrival to the end of its handler. Not for handlers of the event loop, which the
   * watchdog reports.
   */
  public static final Setting<Duration> HANDLER_TIMEOUT =
      Setting.duration(
          "handler-timeout",
          Duration.ofSeconds(60),
          "time for a handler to answer, its waits for the client not counted; interrupted, HTTP:"
              + " 503");

  /** Body bytes that are read ahead of what the handler consumed. */
  public static final Setting<Long> READ_AHEAD =
      Setting.bytes(
          "read-ahead",
          64 << 10,
          4 << 10,
          64 << 20,
          "bytes read ahead of the handler; then the client waits");

  /** Bytes waiting to be sent above which writers wait. */
  public static final Setting<Long> WRITE_HIGH_WATERMARK =
      Setting.bytes(
          "write-high-watermark",
          64 << 10,
          4 << 10,
          64 << 20,
          "bytes waiting to be sent above which writers wait; they go on at half of it");

  /** After the last answer, input of a client that still sends is read and dropped this long. */
  public static final Setting<Duration> LINGER_TIMEOUT =
      Setting.duration(
          "linger-timeout",
          Duration.ofSeconds(5),
          "time for which input is drained after the last answer, so that it arrives");

  /** As {@link #LINGER_TIMEOUT}, in bytes. */
  public static final Setting<Long> LINGER_BYTES =
      Setting.bytes(
          "linger-bytes",
          16 << 20,
          0,
          1L << 40,
          "bytes of input that are drained after the last answer, so that it arrives");

  /** At shutdown: from readiness turning false to the end of accepting. */
  public static final Setting<Duration> SHUTDOWN_GRACE =
      Setting.durationOrZero(
          "shutdown-grace",
          Duration.ZERO,
          "time from readiness turning false until accepting stops, for load balancers to notice");

  /** At shutdown: from the end of accepting to the cut of what still runs. */
  public static final Setting<Duration> SHUTDOWN_TIMEOUT =
      Setting.durationOrZero(
          "shutdown-timeout",
          Duration.ofSeconds(30),
          "time for running requests and sessions to finish at shutdown; then they are cut");

  /** A handler that holds an event loop longer than this is reported with its stack trace. */
  public static final Setting<Duration> LOOP_STALL =
      Setting.duration(
          "loop-stall",
          Duration.ofMillis(250),
          "time for which a handler may hold an event loop before it is reported");

  private static final List<Setting<?>> ALL =
      List.of(
          MAX_CONNECTIONS,
          MAX_CONNECTIONS_PER_ADDRESS,
          MAX_IN_FLIGHT,
          MAX_IN_FLIGHT_PER_CLIENT,
          MAX_GATHERED_PERCENT,
          MAX_REQUEST_LINE,
          MAX_HEADERS,
          MAX_HEADER_BYTES,
          ALLOW_UNENCODED_TARGETS,
          MAX_STREAMS,
          MAX_RESETS_RECEIVED,
          MAX_RESETS_SENT,
          MAX_CONTINUATIONS,
          MAX_CONTROL_FRAMES,
          MAX_SMALL_DATA_FRAMES,
          HEADER_TABLE_SIZE,
          MAX_BODY,
          MAX_FRAME,
          MAX_MESSAGE,
          MAX_WEBSOCKET_CONTROL_FRAMES,
          MAX_DATAGRAM,
          MAX_DATAGRAMS_IN_FLIGHT,
          PROXY_HEADER_TIMEOUT,
          MAX_PROXY_HEADER,
          HANDSHAKE_TIMEOUT,
          MAX_HANDSHAKES,
          HEADER_TIMEOUT,
          PROGRESS_TIMEOUT,
          MIN_BODY_RATE,
          BODY_GRACE,
          IDLE_TIMEOUT,
          SESSION_IDLE_TIMEOUT,
          CLOSE_TIMEOUT,
          HANDLER_TIMEOUT,
          READ_AHEAD,
          WRITE_HIGH_WATERMARK,
          LINGER_TIMEOUT,
          LINGER_BYTES,
          SHUTDOWN_GRACE,
          SHUTDOWN_TIMEOUT,
          LOOP_STALL);

  private static final Limits DEFAULTS = new Limits(Settings.defaults());

  private final Settings values;

  private Limits(Settings values) {
    this.values = values;
  }

  /** All limits at their defaults. */
  public static Limits defaults() {
    return DEFAULTS;
  }

  /** Every limit there is, for configuration and documentation. */
  public static List<Setting<?>> all() {
    return ALL;
  }

  /**
   * These limits with one changed.
   *
   * @throws IllegalArgumentException if the setting isn't a limit or the value isn't allowed
   */
  public <T> Limits with(Setting<T> limit, T value) {
    if (!ALL.contains(limit)) {
      throw new IllegalArgumentException(limit + " isn't one of the limits");
    }
    return new Limits(values.with(limit, value));
  }

  /** The value of a limit. */
  public <T> T get(Setting<T> limit) {
    return values.get(limit);
  }

  /** The value that was set for a limit, if one was. */
  public <T> Optional<T> explicit(Setting<T> limit) {
    return values.explicit(limit);
  }

  /** These limits, and where they say nothing, those of {@code weaker}. */
  public Limits over(Limits weaker) {
    return new Limits(values.over(weaker.values));
  }

  @Override
  public String toString() {
    return "Limits" + values;
  }
}
