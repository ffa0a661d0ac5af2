package dev.weir.transport.netty;

import java.io.IOException;
import java.net.BindException;
import java.net.ConnectException;
import java.net.SocketAddress;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.SocketChannel;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import org.jspecify.annotations.Nullable;

/** The file of a Unix domain socket: a stale one is removed before, one's own after. */
final class UnixSocketFile {
  private final @Nullable Path path;
  private @Nullable Object key;

  UnixSocketFile(SocketAddress address) {
    path = address instanceof UnixDomainSocketAddress unix ? unix.getPath() : null;
  }

  /** Removes a socket file on which nobody listens. Any other file stays. */
  void removeStale() throws IOException {
    Path file = path;
    if (file == null || !Files.exists(file, LinkOption.NOFOLLOW_LINKS)) {
      return;
    }
    if (!attributes(file).isOther()) {
      throw new BindException(
          "Can't bind " + file + ": a file that isn't a socket is there; choose another path");
    }
    try (SocketChannel probe = SocketChannel.open(UnixDomainSocketAddress.of(file))) {
      throw new BindException(
          "Can't bind "
              + probe.getRemoteAddress()
              + ": another process listens there; stop it, or choose another path");
    } catch (ConnectException nobodyListens) {
      Files.deleteIfExists(file);
    }
  }

  /** Remembers the file, so that not another's is deleted. */
  void bound() throws IOException {
    Path file = path;
    if (file != null) {
      key = attributes(file).fileKey();
    }
  }

  void delete() throws IOException {
    Path file = path;
    Object own = key;
    if (file == null || own == null) {
      return;
    }
    try {
      if (own.equals(attributes(file).fileKey())) {
        Files.deleteIfExists(file);
      }
    } catch (NoSuchFileException e) {
      // Netty, or somebody, has deleted it.
    }
  }

  private static BasicFileAttributes attributes(Path file) throws IOException {
    return Files.readAttributes(file, BasicFileAttributes.class, LinkOption.NOFOLLOW_LINKS);
  }
}
