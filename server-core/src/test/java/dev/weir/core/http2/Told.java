package dev.weir.core.http2;

import dev.weir.core.http2.hpack.SlowHpack;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * What a connection has told a client, stream by stream: in which order streams take turns, and how
 * their data is framed, may differ from run to run; what they say may not.
 */
final class Told {
  private Told() {}

  /**
   * By stream, heads decoded and data in one piece; a connection that failed has its code alone.
   */
  static Map<Integer, String> by(List<Frame> frames) {
    Map<Integer, String> told = new TreeMap<>();
    SlowHpack hpack = new SlowHpack(4_096);
    for (Frame frame : frames) {
      String text =
          switch (frame.type()) {
            case Frames.HEADERS -> " head" + hpack.decode(frame.payload());
            case Frames.DATA -> frame.text();
            case Frames.RST_STREAM -> " reset " + frame.number(0);
            case Frames.PING -> " ping " + frame.text();
            case Frames.GOAWAY -> " end " + frame.number(4);
            default -> "";
          };
      told.merge(frame.stream(), text + (frame.ends() ? " end" : ""), String::concat);
      if (frame.type() == Frames.GOAWAY) {
        return Map.of(0, text);
      }
    }
    return told;
  }
}
