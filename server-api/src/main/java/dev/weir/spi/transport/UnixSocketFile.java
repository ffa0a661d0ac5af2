package dev.weir.spi.transport;

import dev.weir.annotation.Preview;
import java.io.IOException;
import java.net.BindException;
import java.net.ConnectException;
import java.net.SocketAddress;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.SocketChannel;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The file by which a Unix domain socket is found: a stale one is removed before the bind, the
 * binding's own after its end. Of other addresses there is no file, and nothing is done. For one
 * thread at a time.
 */
@Preview
public final class UnixSocketFile {
  private static final Logger LOGGER = LoggerFactory.getLogger(UnixSocketFile.class);

  private final @Nullable Path path;
  private @Nullable Object identity; // not every file system has one
  private boolean made;

  /** The file of an address that is about to be bound. */
  public UnixSocketFile(SocketAddress address) {
    path = address instanceof UnixDomainSocketAddress unix ? unix.getPath() : null;
  }

  /**
   * Removes the file that an earlier run has left.
   *
   * @throws BindException if somebody listens there, or the file isn't a socket
   */
  public void removeStale() throws IOException {
    Path file = path;
    if (file == null || !Files.exists(file, LinkOption.NOFOLLOW_LINKS)) {
      return;
    }
    if (!attributes(file).isOther()) {
      throw new BindException(
          "Can't listen on "
              + file
              + ": a file is there that isn't a socket. Remove it, or choose another path");
    }
    if (somebodyListens(file)) {
      throw new BindException(
          "Can't listen on "
              + file
              + ": another process, or another door, listens there. End that, or choose another"
              + " path");
    }
    LOGGER.info("Replacing {}, a socket on which nobody listens any more", file);
    Files.deleteIfExists(file);
  }

  /** The bind has made the file; it is remembered, so that {@link #delete} spares another's. */
  public void bound() throws IOException {
    if (path != null) {
      identity = attributes(path).fileKey();
      made = true;
    }
  }

  /** Removes the file, unless another process has put its own in place. */
  public void delete() {
    Path file = path;
    if (file == null || !made) {
      return;
    }
    made = false;
    try {
      if (Files.exists(file, LinkOption.NOFOLLOW_LINKS)
          && (identity == null || identity.equals(attributes(file).fileKey()))) {
        Files.deleteIfExists(file);
      }
    } catch (IOException e) {
      LOGGER.warn("The socket file {} couldn't be removed", file, e);
    }
  }

  /** Doesn't wait: with a full backlog a waiting connect would. */
  private static boolean somebodyListens(Path file) throws IOException {
    try (SocketChannel probe = SocketChannel.open(StandardProtocolFamily.UNIX)) {
      probe.configureBlocking(false);
      probe.connect(UnixDomainSocketAddress.of(file));
      return true;
    } catch (ConnectException e) {
      return false;
    }
  }

  private static BasicFileAttributes attributes(Path file) throws IOException {
    return Files.readAttributes(file, BasicFileAttributes.class, LinkOption.NOFOLLOW_LINKS);
  }
}
