package dev.weir.middleware.compression;

import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;

/**
 * What clients say in {@code Accept-Encoding} (RFC 9110, section 12.5.3). An element that is
 * malformed is passed over.
 */
final class AcceptEncoding {
  private static final int UNSAID = -1;
  private static final Pattern QUALITY = Pattern.compile("q=(0(\\.\\d{0,3})?|1(\\.0{0,3})?)");

  private AcceptEncoding() {}

  /** Whether answers coded so are wanted, and no less than those that aren't coded. */
  static boolean prefers(String coding, List<String> fields) {
    int own = UNSAID;
    int any = UNSAID;
    int identity = UNSAID;
    for (String field : fields) {
      for (String element : field.split(",", -1)) {
        int semicolon = element.indexOf(';');
        String name = (semicolon < 0 ? element : element.substring(0, semicolon)).strip();
        int quality = semicolon < 0 ? 1_000 : quality(element.substring(semicolon + 1));
        if (quality == UNSAID) {
          continue;
        }
        switch (name.toLowerCase(Locale.ROOT)) {
          case "*" -> any = quality;
          case "identity" -> identity = quality;
          case String other when canonical(other).equals(coding) -> own = quality;
          default -> {}
        }
      }
    }
    int wanted = own == UNSAID ? any : own;
    return wanted > 0 && wanted >= identity;
  }

  /** RFC 9110, section 8.4.1.3. */
  private static String canonical(String name) {
    return name.equals("x-gzip") ? "gzip" : name;
  }

  /** A weight in thousandths (RFC 9110, section 12.4.2). */
  private static int quality(String parameter) {
    String text = parameter.strip().toLowerCase(Locale.ROOT);
    if (!QUALITY.matcher(text).matches()) {
      return UNSAID;
    }
    return (int) Math.round(Double.parseDouble(text.substring(2)) * 1_000);
  }
}
