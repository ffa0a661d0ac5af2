package dev.weir.benchmarks.compare;

import dev.weir.benchmarks.load.LoadSpec;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The load generator's process, from the side of who measures: open, run, close, and again. */
final class LoadProcess implements AutoCloseable {
  private final Process process;
  private final PrintStream input;
  private final BufferedReader output;

  LoadProcess(List<String> command) throws IOException {
    process = new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.INHERIT).start();
    input = new PrintStream(process.getOutputStream(), true, StandardCharsets.UTF_8);
    output =
        new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8));
  }

  /** Opens the connections. */
  void open(LoadSpec spec) throws IOException {
    input.println(spec.line());
    expect("ready");
  }

  /** Runs on what is open, and gives what was counted; the connections stay. */
  Map<String, Double> run(long millis) throws IOException {
    input.println("go " + millis);
    Map<String, Double> result = new HashMap<>();
    String line = expect("result").substring("result".length()).strip();
    LoadSpec.parse(line).values().forEach((name, value) -> result.put(name, Double.valueOf(value)));
    return result;
  }

  /** Closes the connections. */
  void release() {
    input.println("close");
  }

  private String expect(String word) throws IOException {
    @Nullable String line = output.readLine();
    if (line == null || !line.startsWith(word)) {
      throw new IOException("The load generator said " + line + " in place of " + word);
    }
    return line;
  }

  @Override
  public void close() {
    input.close();
    process.onExit().join();
  }
}
