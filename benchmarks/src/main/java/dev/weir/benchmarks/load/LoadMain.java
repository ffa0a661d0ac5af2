package dev.weir.benchmarks.load;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * The program of the load generator. It reads a {@link LoadSpec} a line, opens its connections,
 * says {@code ready}, runs for each {@code go MILLIS} and says {@code result name=value ...}, until
 * {@code close}; whatever fails is {@code failed}, and it goes on with the next line. So whoever
 * measures can look at the server's clock exactly before and after.
 */
public final class LoadMain {
  private static final String GO = "go ";

  private LoadMain() {}

  /** Runs until its input ends. */
  public static void main(String[] arguments) throws IOException {
    BufferedReader input =
        new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
    for (@Nullable String line; (line = input.readLine()) != null; ) {
      try {
        answer(LoadSpec.parse(line), input);
      } catch (IOException | RuntimeException e) {
        say("failed " + e + (e.getCause() == null ? "" : ": " + e.getCause()));
      }
    }
  }

  private static void answer(LoadSpec spec, BufferedReader input) throws IOException {
    try (Load load = Load.open(spec)) {
      say("ready");
      @Nullable String order = input.readLine();
      while (order != null && order.startsWith(GO)) {
        long millis = Long.parseLong(order.substring(GO.length()));
        StringBuilder result = new StringBuilder("result");
        for (Map.Entry<String, Double> entry :
            load.run(TimeUnit.MILLISECONDS.toNanos(millis)).entrySet()) {
          result.append(' ').append(entry.getKey()).append('=').append(entry.getValue());
        }
        say(result.toString());
        order = input.readLine(); // the connections stay until all was looked at
      }
      if (!"close".equals(order)) {
        throw new IOException("Expected 'go MILLIS' or 'close', not " + order);
      }
    }
  }

  private static void say(String line) {
    System.out.println(line);
    System.out.flush();
  }
}
