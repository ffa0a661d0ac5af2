package dev.weir.benchmarks.load;

import java.io.IOException;
import java.util.Map;

/** One kind of load, on connections that are open already. */
interface Load extends AutoCloseable {
  /**
   * Runs for a time.
   *
   * @return what was counted, by name
   */
  Map<String, Double> run(long nanos) throws IOException;

  @Override
  void close() throws IOException;

  /** Opens the connections that a specification asks for. */
  static Load open(LoadSpec spec) throws IOException {
    String kind = spec.text("kind", "http");
    return switch (kind) {
      case "http" -> new ClosedLoop(spec);
      case "rate" -> new OpenLoop(spec);
      case "tcp" -> new TcpEcho(spec);
      case "udp" -> new UdpEcho(spec);
      default ->
          throw new IllegalArgumentException("The kinds are http, rate, tcp and udp, not " + kind);
    };
  }
}
