package dev.weir.transport.netty;

import java.util.Locale;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What may be asked for with the setting {@code native}. */
enum NativeChoice {
  AUTO(null),
  IO_URING(NativeTransport.IO_URING),
  EPOLL(NativeTransport.EPOLL),
  KQUEUE(NativeTransport.KQUEUE),
  NIO(NativeTransport.NIO);

  private static final Logger LOGGER = LoggerFactory.getLogger(NativeChoice.class);

  private final @Nullable NativeTransport asked;

  NativeChoice(@Nullable NativeTransport asked) {
    this.asked = asked;
  }

  /**
   * What will be used.
   *
   * @throws IllegalArgumentException if what was asked for isn't there
   */
  NativeTransport resolve() {
    NativeTransport wanted = asked;
    if (wanted == null) {
      return best(System.getProperty("os.name", ""));
    }
    String cause = wanted.unavailabilityCause();
    if (cause != null) {
      throw new IllegalArgumentException(
          "weir.transport.netty.native asks for "
              + wanted.label()
              + ", which can't be used here: "
              + cause
              + ". Use auto, or nio");
    }
    return wanted;
  }

  /** The system's own, else NIO; going without the system's own is worth a line in the log. */
  static NativeTransport best(String osName) {
    String os = osName.toLowerCase(Locale.ROOT);
    NativeTransport own;
    if (os.startsWith("linux")) {
      own = NativeTransport.EPOLL;
    } else if (os.startsWith("mac") || os.contains("bsd")) {
      own = NativeTransport.KQUEUE;
    } else {
      return NativeTransport.NIO;
    }
    String cause = own.unavailabilityCause();
    if (cause == null) {
      return own;
    }
    LOGGER.warn(
        "Netty uses NIO, which is slower here than {}; that can't be used: {}", own.label(), cause);
    return NativeTransport.NIO;
  }
}
