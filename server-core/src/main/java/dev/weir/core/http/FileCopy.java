package dev.weir.core.http;

import dev.weir.http.BodySink;
import dev.weir.http.ResponseBody;
import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.StandardOpenOption;
import java.util.Objects;

/** A range of a file as a body that is written: read bit by bit, as the client takes it. */
final class FileCopy {
  private static final int PART_BYTES = 16 << 10;

  private FileCopy() {}

  static ResponseBody.Streamed of(ResponseBody.FileRange range) {
    return new ResponseBody.Streamed(range.length(), sink -> copy(range, sink));
  }

  private static void copy(ResponseBody.FileRange range, BodySink sink) throws IOException {
    try (FileChannel channel = FileChannel.open(range.file(), StandardOpenOption.READ)) {
      Objects.checkFromIndexSize(range.position(), range.length(), channel.size());
      byte[] part = new byte[(int) Math.min(PART_BYTES, range.length())];
      long at = range.position();
      long left = range.length();
      while (left > 0) {
        ByteBuffer target = ByteBuffer.wrap(part, 0, (int) Math.min(part.length, left));
        int count = channel.read(target, at);
        if (count < 0) {
          throw new EOFException("The file became shorter than what was to be sent of it");
        }
        sink.write(part, 0, count);
        at += count;
        left -= count;
      }
    }
  }
}
