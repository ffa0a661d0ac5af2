package dev.weir.transport.nio;

import java.io.IOException;
import java.net.ConnectException;
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

/** The file by which a Unix domain socket is found: cleared away before, removed after. */
final class UnixSocketFile {
  private static final Logger LOGGER = LoggerFactory.getLogger(UnixSocketFile.class);

  private final Path path;
  private final @Nullable Object identity;
  private boolean deleted;

  private UnixSocketFile(Path path, @Nullable Object identity) {
    this.path = path;
    this.identity = identity;
  }

  /**
   * Removes the file that an earlier run has left.
   *
   * @throws IOException if somebody listens there, or the file isn't a socket
   */
  static void clear(UnixDomainSocketAddress address) throws IOException {
    Path path = address.getPath();
    if (!Files.exists(path, LinkOption.NOFOLLOW_LINKS)) {
      return;
    }
    if (!attributes(path).isOther()) {
      throw new IOException(
          "Can't listen on "
              + path
              + ": a file is there that isn't a socket. Remove it, or choose another path");
    }
    if (somebodyListens(address)) {
      throw new IOException(
          "Can't listen on "
              + path
              + ": another process, or another door, listens there. End that, or choose another"
              + " path");
    }
    LOGGER.info("Replacing {}, a socket on which nobody listens any more", path);
    Files.deleteIfExists(path);
  }

  /** The file that a binding has just made. */
  static UnixSocketFile of(UnixDomainSocketAddress address) throws IOException {
    Path path = address.getPath();
    return new UnixSocketFile(path, attributes(path).fileKey());
  }

  /** Doesn't wait: with a full backlog a waiting connect would. */
  private static boolean somebodyListens(UnixDomainSocketAddress address) throws IOException {
    try (SocketChannel probe = SocketChannel.open(StandardProtocolFamily.UNIX)) {
      probe.configureBlocking(false);
      probe.connect(address);
      return true;
    } catch (ConnectException e) {
      return false;
    }
  }

  /** Removes the file, unless another process has put its own in place. */
  void delete() {
    if (deleted) {
      return;
    }
    deleted = true;
    try {
      if (Files.exists(path, LinkOption.NOFOLLOW_LINKS)
          && (identity == null || identity.equals(attributes(path).fileKey()))) {
        Files.deleteIfExists(path);
      }
    } catch (IOException e) {
      LOGGER.warn("The socket file {} couldn't be removed", path, e);
    }
  }

  private static BasicFileAttributes attributes(Path path) throws IOException {
    return Files.readAttributes(path, BasicFileAttributes.class, LinkOption.NOFOLLOW_LINKS);
  }
}
