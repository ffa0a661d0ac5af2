package dev.weir.core.routing;

import dev.weir.TypeOf;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.Type;
import java.lang.reflect.WildcardType;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The type of a value of which only the class is known: {@code ArrayList<?>} for a list. */
final class RuntimeTypes {
  private RuntimeTypes() {}

  static TypeOf<?> of(Class<?> type) {
    int parameters = type.getTypeParameters().length;
    return parameters == 0 ? TypeOf.of(type) : TypeOf.ofType(new OfWildcards(type, parameters));
  }

  private record OfWildcards(Class<?> raw, int parameters) implements ParameterizedType {
    @Override
    public Type[] getActualTypeArguments() {
      Type[] arguments = new Type[parameters];
      Arrays.fill(arguments, Anything.ANYTHING);
      return arguments;
    }

    @Override
    public Type getRawType() {
      return raw;
    }

    @Override
    public @Nullable Type getOwnerType() {
      return raw.getDeclaringClass();
    }

    @Override
    public String getTypeName() {
      return raw.getName()
          + "<"
          + String.join(
              ", ", List.of(getActualTypeArguments()).stream().map(Type::getTypeName).toList())
          + ">";
    }
  }

  private enum Anything implements WildcardType {
    ANYTHING;

    @Override
    public Type[] getUpperBounds() {
      return new Type[] {Object.class};
    }

    @Override
    public Type[] getLowerBounds() {
      return new Type[0];
    }

    @Override
    public String getTypeName() {
      return "?";
    }
  }
}
