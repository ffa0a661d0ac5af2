package dev.weir.core.http2;

import dev.weir.http.Headers;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** Names, in lower case, and values in turn; checked when they were decoded. */
final class FieldList implements Headers {
  private final String[] fields;

  FieldList(String[] fields) {
    this.fields = fields;
  }

  @Override
  public int size() {
    return fields.length >> 1;
  }

  @Override
  public String name(int index) {
    return fields[Objects.checkIndex(index, size()) << 1];
  }

  @Override
  public String value(int index) {
    return fields[(Objects.checkIndex(index, size()) << 1) + 1];
  }

  @Override
  public @Nullable String first(String name) {
    for (int i = 0; i < fields.length; i += 2) {
      if (fields[i].equalsIgnoreCase(name)) {
        return fields[i + 1];
      }
    }
    return null;
  }

  @Override
  public String toString() {
    StringBuilder text = new StringBuilder("{");
    forEach((name, value) ->
        text.append(text.length() > 1 ? ", " : "").append(name).append(": ").append(value));
    return text.append('}').toString();
  }
}
