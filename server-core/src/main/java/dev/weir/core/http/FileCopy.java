package dev.weir.core.http;

import dev.weir.http.BodySink;
import dev.weir.http.ResponseBody;
import dev.weir.spi.transport.OutputChain;
import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.StandardOpenOption;

/** A range of a file as a body that is read here: at once, or bit by bit as the client takes it. */
final class FileCopy {
  /**
   * Two segments of output, and a record of TLS or a frame of HTTP/2: no more than any body may
   * leave behind that a client is slow to take.
   */
  private static final int PART_BYTES = 16 << 10;

  private FileCopy() {}

  /**
   * Whether it is so small that reading it costs less than what a transport does to send it without
   * reading. Of an empty one nothing is read, so nothing would tell that it isn't in the file.
   */
  static boolean isSmall(ResponseBody.FileRange range) {
    return range.length() > 0 && range.length() <= PART_BYTES;
  }

  /** The file, once it is sure that it has all of the range; to be closed by the caller. */
  static FileChannel open(ResponseBody.FileRange range) throws IOException {
    return checked(range, FileChannel.open(range.file(), StandardOpenOption.READ));
  }

  /** The same, as {@code wire} sends it. */
  static FileChannel open(ResponseBody.FileRange range, ExchangeWire wire) throws IOException {
    return checked(range, wire.openFile(range.file()));
  }

  private static FileChannel checked(ResponseBody.FileRange range, FileChannel channel)
      throws IOException {
    try {
      if (range.position() + range.length() > channel.size()) {
        throw tooShort(range);
      }
      return channel;
    } catch (Throwable e) {
      channel.close();
      throw e;
    }
  }

  /**
   * Reads all of a small one. Waits for the disk, so never on the loop.
   *
   * @throws EOFException if the file is too short; then nothing was written
   */
  static void read(ResponseBody.FileRange range, OutputChain target) throws IOException {
    try (FileChannel channel = FileChannel.open(range.file(), StandardOpenOption.READ)) {
      byte[] content = new byte[(int) range.length()];
      read(range, channel, range.position(), content, content.length);
      target.write(content);
    }
  }

  static ResponseBody.Streamed of(ResponseBody.FileRange range) {
    return new ResponseBody.Streamed(range.length(), sink -> copy(range, sink));
  }

  private static void copy(ResponseBody.FileRange range, BodySink sink) throws IOException {
    try (FileChannel channel = open(range)) {
      byte[] part = new byte[(int) Math.min(PART_BYTES, range.length())];
      long at = range.position();
      long left = range.length();
      while (left > 0) {
        int count = (int) Math.min(part.length, left);
        read(range, channel, at, part, count);
        sink.write(part, 0, count);
        at += count;
        left -= count;
      }
    }
  }

  private static void read(
      ResponseBody.FileRange range, FileChannel channel, long position, byte[] target, int count)
      throws IOException {
    ByteBuffer rest = ByteBuffer.wrap(target, 0, count);
    while (rest.hasRemaining()) {
      if (channel.read(rest, position + rest.position()) < 0) {
        throw tooShort(range);
      }
    }
  }

  private static EOFException tooShort(ResponseBody.FileRange range) {
    return new EOFException(
        range.file()
            + " ends before the "
            + range.length()
            + " bytes from "
            + range.position()
            + " that were to be sent of it");
  }
}
