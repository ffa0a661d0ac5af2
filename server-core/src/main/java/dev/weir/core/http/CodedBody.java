package dev.weir.core.http;

import dev.weir.Bytes;
import dev.weir.BytesBuilder;
import dev.weir.core.dispatch.WorkRunner;
import dev.weir.http.BodySink;
import dev.weir.http.BodyWriter;
import dev.weir.http.ContentCoding;
import dev.weir.http.HeaderNames;
import dev.weir.http.Response;
import dev.weir.http.ResponseBody;
import dev.weir.internal.EndlessWriter;
import java.io.IOException;
import java.io.OutputStream;

/** Applies a content coding to answers whose body, and its type, are known. */
final class CodedBody {
  /** Up to here all is coded before the head, which so has a length; more is coded as it leaves. */
  private static final int AT_ONCE_BYTES = 64 << 10;

  private static final int PARTIAL_CONTENT = 206;

  private CodedBody() {}

  /**
   * The answer with its body coded, or as it is if the coding doesn't suit.
   *
   * @param content the body without the coding, and no value
   * @param work where a long body is coded
   */
  static Response of(Response response, ResponseBody content, ContentCoding coding, WorkRunner work)
      throws IOException {
    Response plain = response.withBody(content);
    if (!suits(response, content, coding)) {
      return plain;
    }
    return switch (content) {
      case ResponseBody.Fixed(Bytes bytes) when bytes.length() <= AT_ONCE_BYTES -> {
        Bytes coded = atOnce(bytes, coding);
        yield coded.length() < bytes.length()
            ? described(response, coding).withBody(new ResponseBody.Fixed(coded))
            : plain;
      }
      case ResponseBody.Fixed(Bytes bytes) ->
          streamed(response, coding, work, sink -> sink.write(bytes));
      case ResponseBody.Streamed(long ignored, BodyWriter writer) ->
          streamed(response, coding, work, writer);
      case ResponseBody.FileRange range ->
          streamed(response, coding, work, FileCopy.of(range).writer());
      case ResponseBody.Empty ignored -> plain;
      case ResponseBody.Upgrade ignored -> plain;
      case ResponseBody.Coded ignored -> plain;
      case ResponseBody.Value ignored -> throw new IllegalArgumentException("It isn't encoded yet");
    };
  }

  private static boolean suits(Response response, ResponseBody content, ContentCoding coding) {
    if (response.status() == PARTIAL_CONTENT
        || response.headers().contains(HeaderNames.CONTENT_RANGE)
        || response.headers().contains(HeaderNames.CONTENT_ENCODING)) {
      return false;
    }
    String type = response.headers().first(HeaderNames.CONTENT_TYPE);
    return coding.suits(type == null ? "" : type, length(content));
  }

  private static long length(ResponseBody content) {
    return switch (content) {
      case ResponseBody.Fixed fixed -> fixed.bytes().length();
      case ResponseBody.Streamed streamed -> streamed.length();
      case ResponseBody.FileRange range -> range.length();
      default -> 0;
    };
  }

  private static Bytes atOnce(Bytes bytes, ContentCoding coding) throws IOException {
    BytesBuilder coded = Bytes.builder();
    try (OutputStream out = coding.encodeTo(coded.asOutputStream())) {
      bytes.writeTo(out);
    }
    return coded.toBytes();
  }

  private static Response streamed(
      Response response, ContentCoding coding, WorkRunner work, BodyWriter writer) {
    BodyWriter coded =
        writer instanceof EndlessWriter endless
            ? (EndlessWriter)
                (sink, loop) -> write(coder -> endless.write(coder, loop), sink, coding, work)
            : sink -> write(writer, sink, coding, work);
    return described(response, coding).withBody(new ResponseBody.Streamed(-1, coded));
  }

  private static void write(BodyWriter writer, BodySink sink, ContentCoding coding, WorkRunner work)
      throws Exception {
    CodingSink coded = new CodingSink(sink, coding, work);
    try {
      writer.write(coded);
      coded.end();
    } finally {
      coded.release();
    }
  }

  private static Response described(Response response, ContentCoding coding) {
    Response coded =
        response
            .withHeader(HeaderNames.CONTENT_ENCODING, coding.token())
            .withoutHeader(HeaderNames.ACCEPT_RANGES); // of other bytes than these
    String tag = coded.headers().first(HeaderNames.ETAG);
    return tag == null || tag.startsWith("W/")
        ? coded
        : coded.withHeader(HeaderNames.ETAG, "W/" + tag);
  }
}
