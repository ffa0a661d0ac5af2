package dev.weir.benchmarks.compare;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.ConnectException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketException;
import java.net.SocketTimeoutException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/** A contestant that runs. */
final class ServerProcess implements AutoCloseable {
  private static final long READY_NANOS = TimeUnit.SECONDS.toNanos(60);
  private static final long LOOK_NANOS = TimeUnit.MILLISECONDS.toNanos(1);
  private static final int CLIENT_MILLIS = 5_000;
  private static final int END_SECONDS = 10;

  private final Contestant contestant;
  private final Mode mode;
  private final int port;
  private final Process process;
  private final Path log;
  private final double millisToFirstAnswer;

  /** Starts it, and waits until it answers what it should. */
  ServerProcess(Contestant contestant, Mode mode, Pinning pinning, Path logs) throws IOException {
    this.contestant = contestant;
    this.mode = mode;
    this.port = freePort();
    this.log = logs.resolve(contestant.name() + "-" + mode + ".log");
    long start = System.nanoTime();
    this.process =
        new ProcessBuilder(pinning.server(contestant.launch().command(mode, port)))
            .redirectErrorStream(true)
            .redirectOutput(log.toFile())
            .start();
    // Whoever ends the comparison ends its servers.
    Runtime.getRuntime().addShutdownHook(new Thread(process::destroy, "end-" + contestant.name()));
    boolean ready = false;
    try {
      awaitAnswer(start);
      millisToFirstAnswer = (System.nanoTime() - start) / 1e6;
      ready = true;
    } finally {
      if (!ready) {
        close();
      }
    }
  }

  private static int freePort() throws IOException {
    try (ServerSocket socket = new ServerSocket()) {
      socket.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));
      return socket.getLocalPort();
    }
  }

  private void awaitAnswer(long start) throws IOException {
    while (!answers()) {
      if (!process.isAlive()) {
        throw new IOException(
            contestant.name() + " ended with " + process.exitValue() + "; its output is in " + log);
      }
      if (System.nanoTime() - start > READY_NANOS) {
        throw new IOException(contestant.name() + " doesn't answer; its output is in " + log);
      }
      LockSupport.parkNanos(LOOK_NANOS);
    }
  }

  /** Whether it does yet what it is measured at. */
  private boolean answers() throws IOException {
    byte @Nullable [] got =
        switch (mode) {
          case h1 -> exchange("GET /plaintext HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n");
          case tcp -> exchange("ping");
          case udp -> Datagrams.ping(port);
        };
    if (got == null) {
      return false;
    }
    String text = text(got, got.length);
    if (!isRight(text)) {
      throw new IOException(contestant.name() + " answers wrongly in mode " + mode + ": " + text);
    }
    return true;
  }

  /** What came back, or null if nobody listens yet. */
  private byte @Nullable [] exchange(String sent) throws IOException {
    try (Socket socket = new Socket()) {
      socket.setSoTimeout(CLIENT_MILLIS);
      socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), CLIENT_MILLIS);
      OutputStream output = socket.getOutputStream();
      output.write(sent.getBytes(StandardCharsets.ISO_8859_1));
      return readAnswer(socket.getInputStream());
    } catch (ConnectException e) {
      return null;
    } catch (SocketException e) {
      return null; // bound and not yet served: it will answer the next one, or time out
    }
  }

  /** Up to what is expected, or the end: not everybody closes when asked to. */
  private byte[] readAnswer(InputStream input) throws IOException {
    byte[] bytes = new byte[8 << 10];
    int length = 0;
    while (!isRight(text(bytes, length))) {
      int count;
      try {
        count = input.read(bytes, length, bytes.length - length);
      } catch (SocketTimeoutException e) {
        throw new IOException(
            contestant.name() + " stopped in the middle: " + text(bytes, length), e);
      }
      if (count <= 0) {
        break;
      }
      length += count;
    }
    return Arrays.copyOf(bytes, length);
  }

  private static String text(byte[] bytes, int length) {
    return new String(bytes, 0, length, StandardCharsets.ISO_8859_1);
  }

  private boolean isRight(String text) {
    return mode == Mode.h1
        ? text.startsWith("HTTP/1.1 200") && text.endsWith("Hello, World!")
        : text.equals("ping");
  }

  Contestant contestant() {
    return contestant;
  }

  int port() {
    return port;
  }

  ProcessHandle handle() {
    return process.toHandle();
  }

  /** From the start of the process to the end of its first right answer. */
  double millisToFirstAnswer() {
    return millisToFirstAnswer;
  }

  double cpuMicros() throws IOException {
    return ProcessUse.cpuMicros(handle());
  }

  double residentMebibytes() throws IOException {
    return ProcessUse.residentMebibytes(handle());
  }

  @Override
  public void close() {
    ProcessHandle[] children = process.descendants().toArray(ProcessHandle[]::new);
    process.destroy();
    boolean ended =
        process
            .onExit()
            .thenApply(exited -> true)
            .completeOnTimeout(false, END_SECONDS, TimeUnit.SECONDS)
            .join();
    if (!ended) {
      process.destroyForcibly();
    }
    for (ProcessHandle child : children) {
      child.destroy();
    }
  }
}
