package dev.weir.http.content;

import dev.weir.Bytes;
import dev.weir.annotation.Preview;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/**
 * An entity tag (RFC 9110, section 8.8.3): names one state of a representation.
 *
 * @param opaque what stands between the quotes
 * @param weak whether two states of the same tag may differ in bytes
 */
@Preview
public record EntityTag(String opaque, boolean weak) {
  private static final int HASH_BYTES = 16;

  /**
   * A tag.
   *
   * @throws IllegalArgumentException if it holds a quote, a space or a control character, or what
   *     isn't Latin-1
   */
  public EntityTag {
    for (int i = 0; i < opaque.length(); i++) {
      if (!isTagCharacter(opaque.charAt(i))) {
        throw new IllegalArgumentException(
            "An entity tag can't hold U+%04X, at index %d".formatted((int) opaque.charAt(i), i));
      }
    }
  }

  /** A tag for one sequence of bytes. */
  public static EntityTag strong(String opaque) {
    return new EntityTag(opaque, false);
  }

  /** A tag for all that means the same. */
  public static EntityTag weak(String opaque) {
    return new EntityTag(opaque, true);
  }

  /** A strong tag that is made from the bytes themselves, by their hash. */
  public static EntityTag of(Bytes content) {
    try {
      MessageDigest digest = MessageDigest.getInstance("SHA-256");
      digest.update(content.asByteBuffer());
      return strong(HexFormat.of().formatHex(digest.digest(), 0, HASH_BYTES));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("Every Java platform has SHA-256", e);
    }
  }

  /**
   * Reads a tag as it stands in a field, such as {@code "a1"} or {@code W/"a1"}.
   *
   * @throws IllegalArgumentException if it is malformed
   */
  public static EntityTag parse(String text) {
    TagList list = TagList.parse(text);
    if (list.any() || list.tags().size() != 1) {
      throw new IllegalArgumentException("Not an entity tag: " + text);
    }
    return list.tags().getFirst();
  }

  /** Whether both name the same bytes (RFC 9110, section 8.8.3.2). */
  public boolean matchesStrongly(EntityTag other) {
    return !weak && !other.weak && opaque.equals(other.opaque);
  }

  /** Whether both name the same in meaning (RFC 9110, section 8.8.3.2). */
  public boolean matchesWeakly(EntityTag other) {
    return opaque.equals(other.opaque);
  }

  /** The same tag for what means the same, such as the bytes after a content coding. */
  public EntityTag weakened() {
    return weak ? this : weak(opaque);
  }

  static boolean isTagCharacter(char c) {
    return c > ' ' && c != '"' && c != 0x7f && c <= 0xff && (c < 0x80 || c > 0x9f);
  }

  /** As it stands in a field. */
  @Override
  public String toString() {
    return (weak ? "W/\"" : "\"") + opaque + '"';
  }
}
