package dev.weir.http.content;

import dev.weir.Bytes;
import dev.weir.MediaType;
import dev.weir.http.ResponseBody;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.concurrent.ThreadLocalRandom;

/** Several parts in one body, {@code multipart/byteranges} (RFC 9110, section 14.6). */
final class MultipartRanges {
  private final String boundary;
  private final Content content;
  private final List<ByteRange> ranges;
  private final List<Bytes> heads;
  private final Bytes end;

  MultipartRanges(Content content, MediaType type, List<ByteRange> ranges) {
    this.content = content;
    this.ranges = ranges;
    HexFormat hex = HexFormat.of();
    ThreadLocalRandom random = ThreadLocalRandom.current();
    // 128 random bits: whoever made the content can't have known them.
    this.boundary = hex.toHexDigits(random.nextLong()) + hex.toHexDigits(random.nextLong());
    this.heads = new ArrayList<>(ranges.size());
    for (ByteRange range : ranges) {
      String before = heads.isEmpty() ? "--" : "\r\n--";
      heads.add(
          Bytes.utf8(
              before
                  + boundary
                  + "\r\nContent-Type: "
                  + type
                  + "\r\nContent-Range: "
                  + range.ofAll(content.size())
                  + "\r\n\r\n"));
    }
    this.end = Bytes.utf8("\r\n--" + boundary + "--\r\n");
  }

  MediaType type() {
    return MediaType.of("multipart", "byteranges").with("boundary", boundary);
  }

  ResponseBody body() {
    long length = end.length();
    for (int i = 0; i < ranges.size(); i++) {
      length += heads.get(i).length() + ranges.get(i).length();
    }
    return new ResponseBody.Streamed(
        length,
        sink -> {
          try (Content.Reader reader = content.open()) {
            for (int i = 0; i < ranges.size(); i++) {
              sink.write(heads.get(i));
              reader.copy(ranges.get(i), sink);
            }
          }
          sink.write(end);
        });
  }
}
