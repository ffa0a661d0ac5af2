package dev.weir;

import dev.weir.annotation.Stable;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * A typed place for a value on a request, session or connection: how middleware hands values on.
 *
 * <pre>{@code
 * static final Slot<User> USER = Slot.named("user");
 * }</pre>
 *
 * <p>A slot is its own identity, not its name; make each once, in a static final field. Slots are
 * numbered as they are made, so a look-up is an array access.
 */
@Stable
public final class Slot<T> {
  private static final AtomicInteger NEXT = new AtomicInteger();

  private final String name;
  private final int index = NEXT.getAndIncrement();

  private Slot(String name) {
    this.name = name;
  }

  /** A new slot; the name is for messages. */
  public static <T> Slot<T> named(String name) {
    return new Slot<>(name);
  }

  /** The name for messages. */
  public String name() {
    return name;
  }

  /** The number of this slot: small, from 0, and unique in the process. */
  public int index() {
    return index;
  }

  @Override
  public String toString() {
    return "Slot[" + name + "]";
  }
}
