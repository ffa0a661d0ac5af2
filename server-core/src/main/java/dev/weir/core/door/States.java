package dev.weir.core.door;

import dev.weir.StartException;
import dev.weir.TypeOf;
import java.util.LinkedHashMap;
import java.util.Map;

/** The objects that handlers ask for by their type. Filled before the start, then only read. */
public final class States {
  private final Map<Class<?>, Object> objects;

  /** Without any. */
  public States() {
    this(new LinkedHashMap<>());
  }

  private States(Map<Class<?>, Object> objects) {
    this.objects = objects;
  }

  /**
   * Adds one.
   *
   * @throws IllegalArgumentException if there is one of that type already
   */
  public <T> void add(Class<T> type, T object) {
    if (objects.putIfAbsent(type, type.cast(object)) != null) {
      throw new IllegalArgumentException(
          "There is a state of type " + type.getName() + " already; each type has one");
    }
  }

  /** What is there now; later additions don't change it. */
  public States copy() {
    return new States(new LinkedHashMap<>(objects));
  }

  @SuppressWarnings("unchecked") // add() takes only a T for a Class<T>
  <T> T get(String door, TypeOf<T> type) {
    Object object = type.type() instanceof Class<?> plain ? objects.get(plain) : null;
    if (object == null) {
      throw new StartException(
          "Door "
              + door
              + " needs a state of type "
              + type
              + ", and there is none; add it with state("
              + (type.type() instanceof Class<?> plain ? plain.getSimpleName() : type)
              + ".class, ...)"
              + (objects.isEmpty()
                  ? ""
                  : "; there are: "
                      + String.join(", ", objects.keySet().stream().map(Class::getName).toList())));
    }
    return (T) object;
  }
}
