package dev.weir.benchmarks.compare;

import dev.weir.benchmarks.load.LoadSpec;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** wrk, which asks faster than a JVM does: used for the closed loop where it is installed. */
final class Wrk {
  private static final Pattern DONE = Pattern.compile("(\\d+) requests in ([\\d.]+)(m?s)");
  private static final Pattern ERRORS = Pattern.compile("Socket errors: .*|Non-2xx .*");

  private static final String VARY =
      "wrk.headers['X-Request-Id'] = string.format('%08d', turn * 100 + i)";

  private final Path program;
  private final Pinning pinning;
  private final Path folder;

  Wrk(Path program, Pinning pinning, Path folder) {
    this.program = program;
    this.pinning = pinning;
    this.folder = folder;
  }

  /** Whether it can do this: it knows neither other protocols nor due times. */
  static boolean canDo(LoadSpec spec) {
    return spec.text("kind", "http").equals("http") && spec.number("body", 0) < 1 << 20;
  }

  /** Runs it, in whole seconds. */
  Map<String, Double> run(LoadSpec spec) throws IOException, InterruptedException {
    Path script = Files.writeString(folder.resolve("wrk.lua"), script(spec));
    long seconds = Math.max(1, Math.round(spec.number("millis", 3_000) / 1e3));
    List<String> command =
        List.of(
            program.toString(),
            "-t1",
            "-c" + spec.number("connections", 64),
            "-d" + seconds + "s",
            "-s" + script,
            "http://127.0.0.1:" + spec.number("port", 0) + spec.text("path", "/plaintext"));
    Process process = new ProcessBuilder(pinning.load(command)).redirectErrorStream(true).start();
    String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    process.waitFor();
    return counted(said);
  }

  /** What it says that it has done. */
  static Map<String, Double> counted(String said) throws IOException {
    Matcher done = DONE.matcher(said);
    if (!done.find()) {
      throw new IOException("wrk didn't measure:\n" + said);
    }
    String errors =
        ERRORS.matcher(said).results().map(MatchResult::group).collect(Collectors.joining(", "));
    if (!errors.isEmpty()) {
      throw new LoadErrorsException(errors);
    }
    double duration = Double.parseDouble(done.group(2)) / (done.group(3).equals("ms") ? 1e3 : 1);
    return Map.of("requests", Double.valueOf(done.group(1)), "seconds", duration);
  }

  private static String script(LoadSpec spec) {
    StringBuilder script = new StringBuilder();
    if (spec.number("body", 0) > 0) {
      script
          .append("wrk.method = 'POST'\nwrk.body = string.rep('x', ")
          .append(spec.number("body", 0))
          .append(")\nwrk.headers['Content-Type'] = 'application/octet-stream'\n");
    }
    for (long i = 1; i < spec.number("headers", 1); i++) {
      script
          .append("wrk.headers['X-Field-" + i)
          .append("'] = 'a value of common length, " + i + "'\n");
    }
    long heads = spec.number("heads", 1);
    long pipeline = spec.number("pipeline", 1);
    return script
        .append(requests(Math.max(1, heads / pipeline), pipeline, heads > 1 ? VARY : ""))
        .toString();
  }

  /** Requests are made once: formatting each time is what wrk's own time goes to otherwise. */
  private static String requests(long turns, long pipeline, String vary) {
    return String.format(
        Locale.ROOT,
        """
        local made, turn = {}, 0
        init = function(args)
          for turn = 1, %d do
            local all = {}
            for i = 1, %d do
              %s
              all[i] = wrk.format()
            end
            made[turn] = table.concat(all)
          end
        end
        request = function()
          turn = turn %% #made + 1
          return made[turn]
        end
        """,
        turns,
        pipeline,
        vary);
  }
}
