package dev.weir.http;

import dev.weir.Bytes;
import dev.weir.TypeOf;
import dev.weir.annotation.Stable;
import dev.weir.spi.protocol.UpgradeProtocol;
import java.nio.file.Path;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** The body of a response. */
@Stable
public sealed interface ResponseBody {
  /** No body. */
  enum Empty implements ResponseBody {
    /** The one. */
    EMPTY
  }

  /** Bytes that are there. */
  record Fixed(Bytes bytes) implements ResponseBody {}

  /**
   * A value that a codec encodes, straight into the output.
   *
   * @param type what it was declared as, or null: then its class decides
   */
  record Value(Object value, @Nullable TypeOf<?> type) implements ResponseBody {}

  /**
   * Bytes that are written as they are sent.
   *
   * @param length the exact number of bytes, or -1 if it isn't known
   */
  record Streamed(long length, BodyWriter writer) implements ResponseBody {}

  /**
   * No body: the stream goes on in another protocol, if the client asked for it. Made by {@link
   * Response#upgrade}.
   */
  record Upgrade(UpgradeProtocol protocol) implements ResponseBody {}

  /**
   * A body to which a coding is applied, if it suits: the server adds {@code Content-Encoding}, and
   * weakens the entity tag, since the bytes aren't those that it named. Ranges, and what has a
   * coding already, are sent as they are.
   */
  record Coded(ResponseBody content, ContentCoding coding) implements ResponseBody {}

  /** A range of a file. The file is opened before the head is sent, so that an error is a 500. */
  record FileRange(Path file, long position, long length) implements ResponseBody {
    /**
     * Checks that the range is one; whether the file has it turns out when it is sent.
     *
     * @throws IndexOutOfBoundsException if the position or the length is negative, or their sum
     *     overflows
     */
    public FileRange {
      Objects.checkFromIndexSize(position, length, Long.MAX_VALUE);
    }
  }
}
