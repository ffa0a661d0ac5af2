package dev.weir.transport.nio.linux;

import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.Charset;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/** Paths as the system knows them: bytes, in the encoding that the JDK takes for file names. */
final class NativePaths {
  private static final Charset ENCODING =
      Charset.forName(System.getProperty("sun.jnu.encoding", "UTF-8"));

  /** What the JDK reads of bytes that are none of the encoding's. */
  private static final char UNREADABLE = '\ufffd';

  private NativePaths() {}

  /** A path's bytes, or null if its text doesn't tell them: another path might have that text. */
  static byte @Nullable [] encode(String text) {
    if (text.indexOf(UNREADABLE) >= 0) {
      return null;
    }
    try {
      ByteBuffer encoded = ENCODING.newEncoder().encode(CharBuffer.wrap(text));
      byte[] bytes = new byte[encoded.remaining()];
      encoded.get(bytes);
      return bytes;
    } catch (CharacterCodingException e) {
      return null;
    }
  }

  static Path decode(byte[] bytes) {
    return Path.of(new String(bytes, ENCODING));
  }
}
