package dev.weir.core.http2.hpack;

import dev.weir.core.http.KnownNames;
import dev.weir.core.http.Octets;
import java.nio.charset.StandardCharsets;

/**
 * A field as it was decoded. One that comes from a table is the same object each time, with its
 * octets checked already.
 */
public final class HeaderField {
  /** What an entry costs beside its octets (RFC 7541, section 4.1). */
  static final int OVERHEAD = 32;

  private final String name;
  private final String value;
  private final boolean nameFine;
  private final boolean valueFine;

  private HeaderField(String name, boolean nameFine, String value, boolean valueFine) {
    this.name = name;
    this.value = value;
    this.nameFine = nameFine;
    this.valueFine = valueFine;
  }

  /** A field that is known to be fine. */
  static HeaderField known(String name, String value) {
    return new HeaderField(name, true, value, true);
  }

  /** A field with a name of its own and no value yet. */
  static HeaderField named(byte[] name, int nameFrom, int nameTo) {
    boolean fine = isName(name, nameFrom, nameTo);
    String known = fine ? KnownNames.find(name, nameFrom, nameTo) : null;
    String text = known != null ? known : text(name, nameFrom, nameTo);
    return new HeaderField(text, fine, "", true);
  }

  /** This field's name with another value. */
  HeaderField withValue(byte[] octets, int from, int to) {
    return new HeaderField(name, nameFine, text(octets, from, to), isValue(octets, from, to));
  }

  private static String text(byte[] octets, int from, int to) {
    return to == from ? "" : new String(octets, from, to - from, StandardCharsets.ISO_8859_1);
  }

  /**
   * A token in lower case, after a colon if it is one of HTTP/2's own (RFC 9113, section 8.2.1).
   */
  private static boolean isName(byte[] octets, int from, int to) {
    int start = to > from && octets[from] == ':' ? from + 1 : from;
    for (int i = start; i < to; i++) {
      byte octet = octets[i];
      if (!Octets.isToken(octet) || (octet >= 'A' && octet <= 'Z')) {
        return false;
      }
    }
    return to > start;
  }

  /** No control characters, and no white space around it (RFC 9113, section 8.2.1). */
  private static boolean isValue(byte[] octets, int from, int to) {
    for (int i = from; i < to; i++) {
      if (!Octets.isValue(octets[i])) {
        return false;
      }
    }
    return to == from || !(Octets.isBlank(octets[from]) || Octets.isBlank(octets[to - 1]));
  }

  /** The name, in lower case if it is well-formed. */
  public String name() {
    return name;
  }

  /** The value, each octet as one character. */
  public String value() {
    return value;
  }

  /** Whether name and value hold what RFC 9113, section 8.2.1, lets them. */
  public boolean isWellFormed() {
    return nameFine && valueFine;
  }

  /** Its size as tables and SETTINGS_MAX_HEADER_LIST_SIZE count it. */
  public int size() {
    return name.length() + value.length() + OVERHEAD;
  }

  @Override
  public String toString() {
    return name + ": " + value;
  }
}
