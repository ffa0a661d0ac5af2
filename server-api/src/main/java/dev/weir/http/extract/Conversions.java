package dev.weir.http.extract;

import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.UUID;
import java.util.function.Function;

/** From text to values. The look-up is done when an extractor is made, not per request. */
final class Conversions {
  private static final Map<Class<?>, Function<String, ?>> KNOWN =
      Map.ofEntries(
          Map.entry(String.class, text -> text),
          Map.entry(Integer.class, whole(Integer::valueOf)),
          Map.entry(Long.class, whole(Long::valueOf)),
          Map.entry(Short.class, whole(Short::valueOf)),
          Map.entry(Byte.class, whole(Byte::valueOf)),
          Map.entry(Double.class, number(Conversions::finiteDouble)),
          Map.entry(Float.class, number(Conversions::finiteFloat)),
          Map.entry(BigDecimal.class, number(Conversions::decimal)),
          Map.entry(BigInteger.class, whole(BigInteger::new)),
          Map.entry(Boolean.class, Conversions::bool),
          Map.entry(UUID.class, Conversions::uuid));

  private static final int MAX_SCALE = 1_000;

  private static final List<String> FACTORIES = List.of("parse", "fromString", "valueOf");

  private Conversions() {}

  @SuppressWarnings("unchecked") // the maps' and handles' results are of the class asked for
  static <T> Function<String, T> to(Class<T> type) {
    Function<String, ?> known = KNOWN.get(MethodType.methodType(type).wrap().returnType());
    if (known != null) {
      return (Function<String, T>) known;
    }
    if (type.isEnum()) {
      return text -> constant(type, text);
    }
    MethodHandle factory = factory(type);
    return text -> {
      try {
        return (T) factory.invokeExact(text);
      } catch (RuntimeException | Error e) {
        throw e;
      } catch (Throwable e) {
        throw new IllegalArgumentException(e);
      }
    };
  }

  static String describe(Class<?> type) {
    if (type.isEnum()) {
      return "one of "
          + String.join(
              ", ",
              Arrays.stream(type.getEnumConstants())
                  .map(constant -> ((Enum<?>) constant).name())
                  .toList());
    }
    return switch (MethodType.methodType(type).wrap().returnType().getSimpleName()) {
      case "Integer", "Long", "Short", "Byte", "BigInteger" -> "a whole number within its range";
      case "Double", "Float", "BigDecimal" -> "a number";
      case "Boolean" -> "true or false";
      case "UUID" -> "a UUID";
      case "LocalDate" -> "a date such as 2026-01-31";
      case "Instant" -> "a time such as 2026-01-31T12:00:00Z";
      case "LocalTime" -> "a time such as 12:00:00";
      case "LocalDateTime" -> "a date and time such as 2026-01-31T12:00:00";
      case "Duration" -> "a length of time such as PT10S";
      default -> "valid"; // the class's name is the program's inside
    };
  }

  private static MethodHandle factory(Class<?> type) {
    for (String name : FACTORIES) {
      for (Class<?> parameter : List.of(String.class, CharSequence.class)) {
        try {
          return MethodHandles.publicLookup()
              .findStatic(type, name, MethodType.methodType(type, parameter))
              .asType(MethodType.methodType(Object.class, String.class));
        } catch (NoSuchMethodException | IllegalAccessException e) {
          continue; // the next name may be there
        }
      }
    }
    throw new IllegalArgumentException(
        type.getName()
            + " can't be made from text: it has no public static parse, fromString or valueOf, or"
            + " its package isn't exported");
  }

  private static <T> T constant(Class<T> type, String text) {
    for (T constant : type.getEnumConstants()) {
      if (((Enum<?>) constant).name().equalsIgnoreCase(text)) {
        return constant;
      }
    }
    throw new IllegalArgumentException("no such constant");
  }

  /**
   * The JDK takes the digits of every script, blanks, a plus and suffixes such as {@code 1d} too:
   * then one resource would have many names, and whoever checks a path in front of us sees another.
   */
  private static <T> Function<String, T> number(Function<String, T> parser) {
    return text -> {
      if (text.startsWith("+") || !consistsOf(text, 0, "+-.eE")) {
        throw new IllegalArgumentException("not written in the digits 0 to 9");
      }
      return parser.apply(text);
    };
  }

  private static <T> Function<String, T> whole(Function<String, T> parser) {
    return text -> {
      if (!consistsOf(text, text.startsWith("-") ? 1 : 0, "")) {
        throw new IllegalArgumentException("not written in the digits 0 to 9");
      }
      return parser.apply(text);
    };
  }

  private static boolean consistsOf(String text, int from, String besidesDigits) {
    for (int i = from; i < text.length(); i++) {
      char c = text.charAt(i);
      if ((c < '0' || c > '9') && besidesDigits.indexOf(c) < 0) {
        return false;
      }
    }
    return true;
  }

  private static Boolean bool(String text) {
    return switch (text.toLowerCase(Locale.ROOT)) {
      case "true" -> true;
      case "false" -> false;
      default -> throw new IllegalArgumentException("neither true nor false");
    };
  }

  /** A huge exponent is short to write and long to compute with. */
  private static BigDecimal decimal(String text) {
    BigDecimal value = new BigDecimal(text);
    if (Math.abs((long) value.scale()) > MAX_SCALE) {
      throw new IllegalArgumentException("exponent out of range");
    }
    return value;
  }

  private static Float finiteFloat(String text) {
    float value = Float.parseFloat(text);
    if (!Float.isFinite(value)) {
      throw new IllegalArgumentException("not finite");
    }
    return value;
  }

  private static Double finiteDouble(String text) {
    double value = Double.parseDouble(text);
    if (!Double.isFinite(value)) {
      throw new IllegalArgumentException("not finite");
    }
    return value;
  }

  /** UUID.fromString takes shortened forms too. */
  private static UUID uuid(String text) {
    UUID value = UUID.fromString(text);
    if (!value.toString().equalsIgnoreCase(text)) {
      throw new IllegalArgumentException("not in canonical form");
    }
    return value;
  }
}
