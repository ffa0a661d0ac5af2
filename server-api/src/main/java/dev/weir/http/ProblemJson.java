package dev.weir.http;

import java.util.Iterator;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Just enough JSON for problem documents, so that errors need no codec. */
final class ProblemJson {
  private ProblemJson() {}

  static String write(Object value) {
    StringBuilder target = new StringBuilder(128);
    write(value, target);
    return target.toString();
  }

  private static void write(@Nullable Object value, StringBuilder target) {
    if (value instanceof Map<?, ?> map) {
      write(map, target);
    } else if (value instanceof Iterable<?> items) {
      write(items, target);
    } else if (value == null
        || value instanceof Double d && !Double.isFinite(d)
        || value instanceof Float f && !Float.isFinite(f)) {
      target.append("null");
    } else if (value instanceof Number || value instanceof Boolean) {
      target.append(value);
    } else {
      quote(value.toString(), target);
    }
  }

  private static void write(Map<?, ?> map, StringBuilder target) {
    String separator = "{";
    for (Map.Entry<?, ?> entry : map.entrySet()) {
      target.append(separator);
      quote(String.valueOf(entry.getKey()), target);
      target.append(':');
      write(entry.getValue(), target);
      separator = ",";
    }
    target.append(map.isEmpty() ? "{}" : "}");
  }

  private static void write(Iterable<?> items, StringBuilder target) {
    target.append('[');
    for (Iterator<?> i = items.iterator(); i.hasNext(); ) {
      write(i.next(), target);
      if (i.hasNext()) {
        target.append(',');
      }
    }
    target.append(']');
  }

  private static void quote(String text, StringBuilder target) {
    target.append('"');
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      switch (c) {
        case '"', '\\' -> target.append('\\').append(c);
        case '\n' -> target.append("\\n");
        case '\r' -> target.append("\\r");
        case '\t' -> target.append("\\t");
        default -> {
          if (c < ' ' || Character.isSurrogate(c) || c == 0x7f || c == 0x2028 || c == 0x2029) {
            target.append(String.format("\\u%04x", (int) c));
          } else {
            target.append(c);
          }
        }
      }
    }
    target.append('"');
  }
}
