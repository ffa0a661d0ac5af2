package dev.weir.spi.tls;

import dev.weir.spi.transport.EventLoop;
import dev.weir.spi.transport.LoopTimer;
import dev.weir.tls.Tls;
import dev.weir.tls.TlsCredentials;
import dev.weir.tls.TlsIdentity;
import dev.weir.tls.UnusableCertificateException;
import java.io.IOException;
import java.net.SocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.time.Instant;
import java.util.HexFormat;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The certificates of a binding: those in use, and the look for newer ones. Files are compared by
 * content, since links are turned round and times kept where certificates are rolled out.
 */
final class Certificates {
  private static final Logger LOGGER = LoggerFactory.getLogger(Tls.class);
  private static final Duration NOTICE = Duration.ofDays(7);
  private static final Duration BETWEEN_NOTICES = Duration.ofDays(1);

  private final Tls tls;
  private final TlsEngines engines;
  private final EventLoop loop;
  private final Executor offLoop;
  private String place = "a door";

  // Under the lock of this object.
  private @Nullable TlsCredentials inUse;
  private String seen = "";
  private String tried = "";
  private Instant noticed = Instant.MIN;
  private boolean closed;

  Certificates(Tls tls, TlsEngines engines, TlsBinding.Surroundings surroundings) {
    this.tls = tls;
    this.engines = engines;
    this.loop = surroundings.loop();
    this.offLoop = surroundings.offLoop();
  }

  /** Reads what new handshakes are done with. */
  synchronized void load() throws UnusableCertificateException {
    String content = digest();
    seen = content;
    tried = content;
    TlsCredentials fresh = tls.load();
    try {
      engines.use(fresh);
    } catch (GeneralSecurityException e) {
      throw new UnusableCertificateException(
          tls + " can't be used by " + engines.description() + ": " + e.getMessage(), e);
    }
    inUse = fresh;
  }

  /** Starts to look for changes. */
  void watch(SocketAddress address) {
    place = String.valueOf(address);
    LOGGER.info("TLS at {} by {}: {}", place, engines.description(), shown());
    if (!tls.files().isEmpty() && !tls.reloadInterval().isZero()) {
      onLoop(() -> {
        LoopTimer[] timer = new LoopTimer[1];
        timer[0] = loop.newTimer(() -> offLoop.execute(() -> lookAndGoOn(timer[0])));
        timer[0].arm(tls.reloadInterval().toNanos());
      });
    }
  }

  private void lookAndGoOn(LoopTimer timer) {
    try {
      if (!look()) {
        return;
      }
    } catch (RuntimeException e) {
      LOGGER.error("The certificates of {} couldn't be looked at", place, e);
    }
    onLoop(() -> timer.arm(tls.reloadInterval().toNanos()));
  }

  private void onLoop(Runnable task) {
    try {
      loop.execute(task);
    } catch (RejectedExecutionException e) {
      // The transport has ended, and with it this binding.
    }
  }

  /** Reads the files if they are new and complete; false once the binding is closed. */
  private synchronized boolean look() {
    if (closed) {
      return false;
    }
    String content = digest();
    boolean settled = content.equals(seen);
    seen = content;
    if (settled && !content.equals(tried)) {
      try {
        reload();
      } catch (UnusableCertificateException e) {
        LOGGER.error(
            "The new certificates of {} can't be used, the old ones stay in use: {}",
            place,
            e.getMessage());
      }
    }
    noticeExpiry(Instant.now());
    return true;
  }

  /** Reads the files now. */
  synchronized void reload() throws UnusableCertificateException {
    load();
    LOGGER.info("New handshakes at {} use new certificates: {}", place, shown());
  }

  private synchronized String shown() {
    TlsCredentials current = inUse;
    return current == null
        ? "none"
        : String.join("; ", current.identities().stream().map(TlsIdentity::toString).toList());
  }

  private void noticeExpiry(Instant now) {
    TlsCredentials current = inUse;
    if (current == null || now.isBefore(noticed.plus(BETWEEN_NOTICES))) {
      return;
    }
    for (TlsIdentity identity : current.identities()) {
      Instant end = identity.certificate().getNotAfter().toInstant();
      if (end.isBefore(now.plus(NOTICE))) {
        noticed = now;
        LOGGER.warn("A certificate of {} expires at {}: {}", place, end, identity);
      }
    }
  }

  private String digest() {
    MessageDigest digest;
    try {
      digest = MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("Every JDK has SHA-256", e);
    }
    for (Path file : tls.files()) {
      try {
        digest.update(Files.readAllBytes(file));
      } catch (IOException e) {
        digest.update(e.toString().getBytes(StandardCharsets.UTF_8)); // loading tells what it is
      }
      digest.update((byte) '\n');
    }
    return HexFormat.of().formatHex(digest.digest());
  }

  /** Stops looking. */
  synchronized void close() {
    closed = true;
  }
}
