package dev.weir.integration.process;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** A process that a test has started, with all it said. Closing it kills it and what it started. */
public final class Child implements AutoCloseable {
  private static final Duration PATIENCE = Duration.ofSeconds(60);

  private final Process process;
  private final Lines out;
  private final Lines err;

  private Child(Process process) {
    this.process = process;
    this.out = new Lines(process.getInputStream());
    this.err = new Lines(process.getErrorStream());
  }

  /** Starts what the builder describes; its standard input is empty. */
  public static Child start(ProcessBuilder builder) {
    try {
      Process process = builder.start();
      process.getOutputStream().close();
      return new Child(process);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  public long pid() {
    return process.pid();
  }

  /** All of standard output until now. */
  public String out() {
    return out.text();
  }

  /** All of standard error until now. */
  public String err() {
    return err.text();
  }

  /** Waits for a line of standard output. */
  public Matcher awaitOut(Pattern line) {
    return awaitLine(out, line);
  }

  /** Waits for a line of standard error. */
  public Matcher awaitErr(Pattern line) {
    return awaitLine(err, line);
  }

  /** SIGTERM. The handle sends nothing but the signal; the process object closes the output too. */
  public void terminate() {
    process.toHandle().destroy();
  }

  /** Waits for the end of the process and of its output. */
  public int awaitExit() {
    return awaitExit(PATIENCE);
  }

  /** As {@link #awaitExit()}, with a patience of one's own. */
  public int awaitExit(Duration patience) {
    try {
      if (!process.waitFor(patience.toMillis(), TimeUnit.MILLISECONDS)) {
        throw new AssertionError("Still running after " + patience + "." + said());
      }
      out.awaitEnd();
      err.awaitEnd();
      return process.exitValue();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new AssertionError("interrupted", e);
    }
  }

  public boolean isAlive() {
    return process.isAlive();
  }

  @Override
  public void close() {
    process.descendants().forEach(ProcessHandle::destroyForcibly);
    process.destroyForcibly();
    awaitExit();
  }

  /** All it said, for messages of failed assertions. */
  public String said() {
    String state = process.isAlive() ? "runs" : "ended with " + process.exitValue();
    return "\n--- out\n" + out() + "\n--- err\n" + err() + "\n--- " + state;
  }

  private Matcher awaitLine(Lines lines, Pattern line) {
    try {
      Matcher found = lines.await(line);
      if (found == null) {
        throw new AssertionError("No line came that has \"" + line + "\"." + said());
      }
      return found;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new AssertionError("interrupted", e);
    }
  }

  /** One of the two outputs, gathered on a thread of its own so that the process never waits. */
  private static final class Lines {
    private final List<String> lines = new ArrayList<>();
    private final Thread reader;
    private boolean ended;

    Lines(InputStream stream) {
      reader = Thread.ofVirtual().start(() -> gather(stream));
    }

    private void gather(InputStream stream) {
      try (var source = new BufferedReader(new InputStreamReader(stream, StandardCharsets.UTF_8))) {
        for (String line; (line = source.readLine()) != null; ) {
          add(line);
        }
      } catch (IOException e) {
        add("(its output can't be read: " + e + ")"); // killed
      } finally {
        end();
      }
    }

    private synchronized void add(String line) {
      lines.add(line);
      notifyAll();
    }

    private synchronized void end() {
      ended = true;
      notifyAll();
    }

    synchronized Matcher await(Pattern pattern) throws InterruptedException {
      long deadline = System.nanoTime() + PATIENCE.toNanos();
      int next = 0;
      while (true) {
        for (; next < lines.size(); next++) {
          Matcher matcher = pattern.matcher(lines.get(next));
          if (matcher.find()) {
            return matcher;
          }
        }
        long left = deadline - System.nanoTime();
        if (ended || left <= 0) {
          return null;
        }
        TimeUnit.NANOSECONDS.timedWait(this, left);
      }
    }

    void awaitEnd() throws InterruptedException {
      reader.join(PATIENCE);
    }

    synchronized String text() {
      return String.join("\n", lines);
    }
  }
}
