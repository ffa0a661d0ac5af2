package dev.weir.http;

/** Names and values in turn, checked by the builder. */
final class HeaderList implements Headers {
  static final HeaderList EMPTY = new HeaderList(new String[0]);

  private final String[] fields;

  HeaderList(String[] fields) {
    this.fields = fields;
  }

  @Override
  public int size() {
    return fields.length >> 1;
  }

  @Override
  public String name(int index) {
    return fields[index << 1];
  }

  @Override
  public String value(int index) {
    return fields[(index << 1) + 1];
  }

  @Override
  public String toString() {
    StringBuilder text = new StringBuilder("{");
    forEach((name, value) ->
        text.append(text.length() > 1 ? ", " : "").append(name).append(": ").append(value));
    return text.append('}').toString();
  }
}
