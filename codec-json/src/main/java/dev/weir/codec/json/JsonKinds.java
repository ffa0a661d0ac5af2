package dev.weir.codec.json;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.time.temporal.TemporalAccessor;
import java.time.temporal.TemporalAmount;
import java.util.Arrays;
import java.util.Collection;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** What JSON a class is made from, in the client's words. */
final class JsonKinds {
  private static final Set<Class<?>> WHOLE =
      Set.of(
          int.class,
          Integer.class,
          long.class,
          Long.class,
          short.class,
          Short.class,
          byte.class,
          Byte.class,
          BigInteger.class);

  private static final Set<Class<?>> FRACTIONS =
      Set.of(double.class, Double.class, float.class, Float.class, BigDecimal.class);

  private JsonKinds() {}

  static String describe(@Nullable Class<?> type) {
    if (type == null) {
      return "another kind of value";
    }
    if (WHOLE.contains(type)) {
      return "a whole number within its range";
    }
    if (FRACTIONS.contains(type)) {
      return "a number";
    }
    if (type == boolean.class || type == Boolean.class) {
      return "true or false";
    }
    if (type.isEnum()) {
      return "one of "
          + Arrays.stream(type.getEnumConstants())
              .map(constant -> ((Enum<?>) constant).name())
              .collect(Collectors.joining(", "));
    }
    if (type == UUID.class) {
      return "a UUID";
    }
    if (TemporalAccessor.class.isAssignableFrom(type)) {
      return "a date or time in ISO 8601";
    }
    if (TemporalAmount.class.isAssignableFrom(type)) {
      return "a length of time in ISO 8601";
    }
    if (type == String.class || type == char.class || type == Character.class) {
      return "text";
    }
    if (type.isArray() || Collection.class.isAssignableFrom(type)) {
      return "an array";
    }
    return type.isRecord() || Map.class.isAssignableFrom(type)
        ? "an object"
        : "another kind of value";
  }
}
