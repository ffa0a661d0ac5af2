package dev.weir.benchmarks.load;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Locale;

/** What connections send: bytes that were made once, the same each time or a few in turn. */
final class HttpRequests {
  private final ByteBuffer[] turns;
  private int next;

  /** Of {@code heads} different heads, as many as are pipelined go together. */
  HttpRequests(LoadSpec spec) {
    int heads = spec.count("heads", 1);
    int pipeline = spec.count("pipeline", 1);
    turns = new ByteBuffer[Math.max(1, heads / pipeline)];
    for (int turn = 0; turn < turns.length; turn++) {
      turns[turn] = requests(spec, turn * pipeline, pipeline, heads > 1);
    }
  }

  /** What to send next, to be consumed. */
  ByteBuffer next() {
    next = next + 1 < turns.length ? next + 1 : 0;
    return turns[next].duplicate();
  }

  private static ByteBuffer requests(LoadSpec spec, int first, int pipeline, boolean vary) {
    int body = spec.count("body", 0);
    byte[][] heads = new byte[pipeline][];
    int size = 0;
    for (int i = 0; i < pipeline; i++) {
      String id = vary ? String.format(Locale.ROOT, "X-Request-Id: %08d\r\n", first + i) : "";
      heads[i] = head(spec, body, id).getBytes(StandardCharsets.US_ASCII);
      size += heads[i].length + body;
    }
    ByteBuffer requests = ByteBuffer.allocateDirect(size);
    for (byte[] head : heads) {
      requests.put(head).put(new byte[body]);
    }
    return requests.flip();
  }

  private static String head(LoadSpec spec, int body, String id) {
    StringBuilder head = new StringBuilder();
    head.append(body > 0 ? "POST " : "GET ")
        .append(spec.text("path", "/plaintext"))
        .append(" HTTP/1.1\r\nHost: 127.0.0.1:")
        .append(spec.count("port", 0))
        .append("\r\n")
        .append(id);
    // The host is one of them.
    for (int i = 1; i < spec.count("headers", 1); i++) {
      head.append("X-Field-")
          .append(i)
          .append(": a value of common length, ")
          .append(i)
          .append("\r\n");
    }
    if (body > 0) {
      head.append("Content-Type: application/octet-stream\r\nContent-Length: ")
          .append(body)
          .append("\r\n");
    }
    return head.append("\r\n").toString();
  }
}
