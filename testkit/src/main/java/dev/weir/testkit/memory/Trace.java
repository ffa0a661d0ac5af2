package dev.weir.testkit.memory;

import java.net.SocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What has happened on the network, a line each. Any thread. */
final class Trace {
  private static final long NANOS_PER_SECOND = 1_000_000_000;

  private final VirtualClock clock;
  private final @Nullable List<String> lines;

  Trace(VirtualClock clock, boolean kept) {
    this.clock = clock;
    this.lines = kept ? new ArrayList<>() : null;
  }

  void event(SocketAddress client, String what) {
    if (lines != null) {
      add(client + " " + what);
    }
  }

  void bytes(SocketAddress client, String direction, byte[] array, int from, int to) {
    if (lines != null) {
      String text = new String(array, from, to - from, StandardCharsets.ISO_8859_1);
      add(client + " " + direction + " " + (to - from) + " bytes: " + printable(text));
    }
  }

  private void add(String line) {
    long nanos = clock.sinceStart();
    String time = "%d.%09d ".formatted(nanos / NANOS_PER_SECOND, nanos % NANOS_PER_SECOND);
    List<String> all = lines;
    if (all != null) {
      synchronized (all) {
        all.add(time + line);
      }
    }
  }

  List<String> lines() {
    List<String> all = lines;
    if (all == null) {
      throw new IllegalStateException("No trace was kept: ask for one by MemoryOptions.withTrace");
    }
    synchronized (all) {
      return List.copyOf(all);
    }
  }

  private static String printable(String text) {
    StringBuilder printed = new StringBuilder(text.length());
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      switch (c) {
        case '\r' -> printed.append("\\r");
        case '\n' -> printed.append("\\n");
        case '\\' -> printed.append("\\\\");
        default -> {
          if (c >= ' ' && c < 127) {
            printed.append(c);
          } else {
            printed.append("\\x%02x".formatted((int) c));
          }
        }
      }
    }
    return printed.toString();
  }
}
