package dev.weir.http.content;

import dev.weir.Bytes;
import dev.weir.http.BodySink;
import dev.weir.http.ResponseBody;
import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;

/** Where the bytes of a representation are. */
sealed interface Content {
  long size();

  /** A part as a body of its own. */
  ResponseBody part(ByteRange range);

  /** Something to write parts from. */
  Reader open() throws IOException;

  /** Writes parts, one after the other. */
  interface Reader extends AutoCloseable {
    void copy(ByteRange range, BodySink sink) throws IOException;

    @Override
    void close() throws IOException;
  }

  /** In memory. */
  record InMemory(Bytes bytes) implements Content {
    @Override
    public long size() {
      return bytes.length();
    }

    @Override
    public ResponseBody part(ByteRange range) {
      return new ResponseBody.Fixed(slice(range));
    }

    private Bytes slice(ByteRange range) {
      return bytes.slice((int) range.first(), (int) range.last() + 1);
    }

    @Override
    public Reader open() {
      return new Reader() {
        @Override
        public void copy(ByteRange range, BodySink sink) throws IOException {
          sink.write(slice(range));
        }

        @Override
        public void close() {}
      };
    }
  }

  /** In a file, of a size at the time when it was looked at. */
  record InFile(Path file, long size) implements Content {
    private static final int PART_BYTES = 16 << 10;

    @Override
    public ResponseBody part(ByteRange range) {
      return new ResponseBody.FileRange(file, range.first(), range.length());
    }

    @Override
    public Reader open() throws IOException {
      FileChannel channel = FileChannel.open(file);
      return new Reader() {
        private final byte[] buffer = new byte[PART_BYTES];

        @Override
        public void copy(ByteRange range, BodySink sink) throws IOException {
          long at = range.first();
          while (at <= range.last()) {
            int wanted = (int) Math.min(buffer.length, range.last() + 1 - at);
            int count = channel.read(ByteBuffer.wrap(buffer, 0, wanted), at);
            if (count < 0) {
              throw new EOFException(file + " became shorter than what was to be sent of it");
            }
            sink.write(buffer, 0, count);
            at += count;
          }
        }

        @Override
        public void close() throws IOException {
          channel.close();
        }
      };
    }
  }
}
