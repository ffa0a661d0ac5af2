package dev.weir.http;

/** What names and values of fields may hold (RFC 9110, sections 5.1, 5.5 and 5.6.2). */
final class FieldSyntax {
  private static final boolean[] TOKEN = new boolean[128];

  static {
    for (char c = 'a'; c <= 'z'; c++) {
      TOKEN[c] = true;
      TOKEN[Character.toUpperCase(c)] = true;
    }
    for (char c = '0'; c <= '9'; c++) {
      TOKEN[c] = true;
    }
    for (char c : "!#$%&'*+-.^_`|~".toCharArray()) {
      TOKEN[c] = true;
    }
  }

  private FieldSyntax() {}

  static void requireToken(String what, String name) {
    for (int i = 0; i < name.length(); i++) {
      char c = name.charAt(i);
      if (c >= 128 || !TOKEN[c]) {
        throw new IllegalArgumentException(
            "A " + what + " can't hold " + describe(c) + ", at index " + i);
      }
    }
    if (name.isEmpty()) {
      throw new IllegalArgumentException("A " + what + " can't be empty");
    }
  }

  /** Visible characters, space and tab inside, and Latin-1: nothing that could start a line. */
  static void requireValue(String name, String value) {
    for (int i = 0; i < value.length(); i++) {
      char c = value.charAt(i);
      if ((c < ' ' && c != '\t') || c == 0x7f || c > 0xff) {
        throw new IllegalArgumentException(
            "The value of " + name + " can't hold " + describe(c) + ", at index " + i);
      }
    }
  }

  private static String describe(char c) {
    return c > ' ' && c < 0x7f ? "'" + c + "'" : String.format("U+%04X", (int) c);
  }
}
