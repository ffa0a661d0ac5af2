package dev.weir.testkit.transport;

import dev.weir.LentBytes;
import dev.weir.spi.transport.CloseCause;
import java.util.List;

/** What the server of a test does with a stream: by default it collects the input. On the loop. */
interface Script {
  /** What the server can speak inside TLS. */
  default List<String> applicationProtocols() {
    return List.of();
  }

  default void opened(Served served) {}

  default int input(Served served, LentBytes input) {
    served.collect(input);
    return 0;
  }

  default void inputEnded(Served served, LentBytes rest) {
    served.collect(rest);
  }

  default void writable(Served served) {}

  default void closed(Served served, CloseCause cause) {}

  /** Sends back what comes, and closes after the client has finished. */
  static Script echo() {
    return new Script() {
      @Override
      public int input(Served served, LentBytes input) {
        served.stream().output().write(input);
        if (!served.stream().isWritable()) {
          served.stream().pauseReading();
        }
        return 0;
      }

      @Override
      public void writable(Served served) {
        served.stream().resumeReading();
      }

      @Override
      public void inputEnded(Served served, LentBytes rest) {
        served.stream().close();
      }
    };
  }
}
