package dev.weir.http;

import dev.weir.annotation.Stable;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;

/**
 * The fields of a header or trailer section in their order (RFC 9110, section 5). Names compare
 * without regard to case. Unchanging, readable from any thread.
 */
@Stable
public interface Headers {
  /** No fields. */
  static Headers empty() {
    return HeaderList.EMPTY;
  }

  /**
   * Fields from names and values in turn.
   *
   * @throws IllegalArgumentException if one is malformed
   */
  static Headers of(String... namesAndValues) {
    if (namesAndValues.length % 2 != 0) {
      throw new IllegalArgumentException("The last name has no value");
    }
    Builder builder = builder();
    for (int i = 0; i < namesAndValues.length; i += 2) {
      builder.add(namesAndValues[i], namesAndValues[i + 1]);
    }
    return builder.build();
  }

  /** An empty builder. */
  static Builder builder() {
    return new Builder();
  }

  /** The number of fields; one that comes twice counts twice. */
  int size();

  /** The name of the field at {@code index}, as it was written. */
  String name(int index);

  /** The value of the field at {@code index}. */
  String value(int index);

  /** The value of the first field of that name, or null. */
  default @Nullable String first(String name) {
    for (int i = 0; i < size(); i++) {
      if (name(i).equalsIgnoreCase(name)) {
        return value(i);
      }
    }
    return null;
  }

  /** The values of all fields of that name, in order. */
  default List<String> all(String name) {
    List<String> values = new ArrayList<>(1);
    for (int i = 0; i < size(); i++) {
      if (name(i).equalsIgnoreCase(name)) {
        values.add(value(i));
      }
    }
    return values;
  }

  /** Whether there is a field of that name. */
  default boolean contains(String name) {
    return first(name) != null;
  }

  /** Calls {@code action} with each name and value, in order. */
  default void forEach(BiConsumer<String, String> action) {
    Objects.requireNonNull(action);
    for (int i = 0; i < size(); i++) {
      action.accept(name(i), value(i));
    }
  }

  /** A builder that starts with these fields. */
  default Builder toBuilder() {
    Builder builder = new Builder();
    forEach(builder::add);
    return builder;
  }

  /** Collects fields. Not for several threads at once. */
  final class Builder {
    private final List<String> fields = new ArrayList<>();

    private Builder() {}

    /**
     * Adds a field after those there.
     *
     * @throws IllegalArgumentException if the name isn't a token, or the value holds a CR, LF, NUL,
     *     another control character, or what isn't Latin-1
     */
    public Builder add(String name, String value) {
      FieldSyntax.requireToken("field name", name);
      FieldSyntax.requireValue(name, value);
      fields.add(name);
      fields.add(value);
      return this;
    }

    /** Removes all fields of that name and adds this one. */
    public Builder set(String name, String value) {
      return remove(name).add(name, value);
    }

    /** Removes all fields of that name. */
    public Builder remove(String name) {
      for (int i = fields.size() - 2; i >= 0; i -= 2) {
        if (fields.get(i).equalsIgnoreCase(name)) {
          fields.subList(i, i + 2).clear();
        }
      }
      return this;
    }

    /** The fields so far. */
    public Headers build() {
      return fields.isEmpty() ? HeaderList.EMPTY : new HeaderList(fields.toArray(String[]::new));
    }
  }
}
