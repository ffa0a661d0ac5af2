package dev.weir.middleware;

import dev.weir.annotation.Preview;

/**
 * A level of messages that a plugin protocol lets middleware wrap. Made once by the protocol, in a
 * public static final field; middleware compares it by identity.
 *
 * @param <H> the handler's type
 */
@Preview
public final class Level<H> {
  private final String name;
  private final Class<H> handlerType;

  private Level(String name, Class<H> handlerType) {
    this.name = name;
    this.handlerType = handlerType;
  }

  /** A new level. */
  public static <H> Level<H> of(String name, Class<H> handlerType) {
    return new Level<>(name, handlerType);
  }

  /** The name for messages. */
  public String name() {
    return name;
  }

  /** The class of the handlers on this level. */
  public Class<H> handlerType() {
    return handlerType;
  }

  @Override
  public String toString() {
    return "Level[" + name + "]";
  }
}
