package dev.weir.http;

import dev.weir.annotation.Preview;
import java.io.IOException;
import java.io.OutputStream;

/**
 * A coding of bodies (RFC 9110, section 8.4.1), applied to an answer once its body is known: what a
 * codec encodes is, only after middleware has seen it. See {@link ResponseBody.Coded}. Used by many
 * threads at once.
 */
@Preview
public interface ContentCoding {
  /** The name in {@code Content-Encoding}, such as {@code gzip}. */
  String token();

  /**
   * Whether it is worth it.
   *
   * @param contentType as it will be sent, or the empty string if nothing says what it is
   * @param length in bytes, or -1 if it isn't known
   */
  boolean suits(String contentType, long length);

  /**
   * Encodes what is written to the stream that it gives. One thread uses that at a time: a long
   * body is encoded in slices, each on whichever thread there is for it, and not on the handler's.
   * It must not block; the target takes everything at once. Flushing it makes a client see all that
   * was written; closing it ends the coding and gives back what it holds, whatever the target does.
   * Neither closes the target.
   */
  OutputStream encodeTo(OutputStream target) throws IOException;
}
