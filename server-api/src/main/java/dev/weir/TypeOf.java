package dev.weir;

import dev.weir.annotation.Stable;
import java.lang.reflect.GenericArrayType;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.Type;
import java.lang.reflect.TypeVariable;
import java.lang.reflect.WildcardType;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * A type that outlives erasure: what a body is decoded to or encoded from.
 *
 * <pre>{@code
 * TypeOf.of(Order.class)
 * TypeOf.listOf(Order.class)
 * new TypeOf<Map<String, List<Order>>>() {}
 * }</pre>
 *
 * <p>A token of {@code Object}, of a raw generic class, of a wildcard alone or with a type variable
 * anywhere is refused where it is made: it would decode to something else than the code says.
 */
@Stable
public abstract class TypeOf<T> {
  private final Type type;

  /**
   * Captures the type argument of an anonymous subclass.
   *
   * @throws IllegalArgumentException if it isn't a complete type
   */
  protected TypeOf() {
    if (!(getClass().getGenericSuperclass() instanceof ParameterizedType captured)
        || captured.getRawType() != TypeOf.class) {
      throw new IllegalArgumentException(
          "Write the type out where the token is made: new TypeOf<List<Order>>() {}");
    }
    this.type = checked(captured.getActualTypeArguments()[0]);
  }

  private TypeOf(Type type) {
    this.type = checked(type);
  }

  /** The token of a class that has no type parameters. */
  public static <T> TypeOf<T> of(Class<T> type) {
    return new Known<>(type);
  }

  /**
   * The token of a type that was found by reflection.
   *
   * @throws IllegalArgumentException if it isn't a complete type
   */
  public static TypeOf<?> ofType(Type type) {
    return new Known<>(type);
  }

  /** {@code List<E>}. */
  public static <E> TypeOf<List<E>> listOf(Class<E> element) {
    return new Known<>(new Generic(List.class, List.of(checked(element))));
  }

  /** {@code Set<E>}. */
  public static <E> TypeOf<Set<E>> setOf(Class<E> element) {
    return new Known<>(new Generic(Set.class, List.of(checked(element))));
  }

  /** {@code Map<K, V>}. */
  public static <K, V> TypeOf<Map<K, V>> mapOf(Class<K> key, Class<V> value) {
    return new Known<>(new Generic(Map.class, List.of(checked(key), checked(value))));
  }

  /** {@code Optional<E>}. */
  public static <E> TypeOf<Optional<E>> optionalOf(Class<E> element) {
    return new Known<>(new Generic(Optional.class, List.of(checked(element))));
  }

  /** The type, for codecs. */
  public final Type type() {
    return type;
  }

  /** The class without its type arguments. */
  @SuppressWarnings("unchecked") // the raw class of the type that T is
  public final Class<? super T> rawClass() {
    return (Class<? super T>) rawClass(type);
  }

  private static Class<?> rawClass(Type type) {
    return switch (type) {
      case Class<?> c -> c;
      case ParameterizedType p -> (Class<?>) p.getRawType();
      case GenericArrayType a -> rawClass(a.getGenericComponentType()).arrayType();
      default -> throw new IllegalArgumentException("No class stands behind " + type);
    };
  }

  private static Type checked(Type type) {
    if (type == Object.class) {
      throw new IllegalArgumentException("Object says nothing of what is wanted: name the class");
    }
    if (type instanceof Class<?> c) {
      if (c.getTypeParameters().length > 0) {
        throw new IllegalArgumentException(
            c.getName() + " is generic: name its arguments, as in new TypeOf<List<Order>>() {}");
      }
      return c;
    }
    checkArguments(type);
    return type;
  }

  private static void checkArguments(Type type) {
    switch (type) {
      case TypeVariable<?> v ->
          throw new IllegalArgumentException(
              "The type variable " + v + " is erased when the program runs: name the class");
      case ParameterizedType p ->
          List.of(p.getActualTypeArguments()).forEach(TypeOf::checkArguments);
      case GenericArrayType a -> checkArguments(a.getGenericComponentType());
      case WildcardType w -> List.of(w.getUpperBounds()).forEach(TypeOf::checkArguments);
      default -> {}
    }
  }

  /** Two tokens of the same type are equal. */
  @Override
  public final boolean equals(Object other) {
    return other instanceof TypeOf<?> that && type.equals(that.type);
  }

  @Override
  public final int hashCode() {
    return type.hashCode();
  }

  /** The type as Java would write it. */
  @Override
  public final String toString() {
    return type.getTypeName();
  }

  private static final class Known<T> extends TypeOf<T> {
    Known(Type type) {
      super(type);
    }
  }

  /** Equal to the JDK's own parameterized types, which have no public constructor. */
  private record Generic(Class<?> raw, List<Type> arguments) implements ParameterizedType {
    @Override
    public Type[] getActualTypeArguments() {
      return arguments.toArray(Type[]::new);
    }

    @Override
    public Type getRawType() {
      return raw;
    }

    @Override
    @SuppressWarnings("NullAway") // the JDK's contract: null for a top-level class
    public Type getOwnerType() {
      return raw.getDeclaringClass();
    }

    @Override
    public boolean equals(Object other) {
      return other instanceof ParameterizedType that
          && raw.equals(that.getRawType())
          && arguments.equals(List.of(that.getActualTypeArguments()));
    }

    @Override
    public int hashCode() {
      return java.util.Arrays.hashCode(getActualTypeArguments()) ^ raw.hashCode();
    }

    @Override
    public String toString() {
      return raw.getName()
          + "<"
          + String.join(", ", arguments.stream().map(Type::getTypeName).toList())
          + ">";
    }
  }
}
