package dev.weir.examples.cli;

import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * An option of a command line. It is declared with its command, and has a value once the command
 * line has been read.
 */
public final class CommandOption<T extends @Nullable Object> implements Supplier<T> {
  private final String name;
  private final Reader<T> reader;
  private final T byDefault;
  private @Nullable String given;

  CommandOption(String name, T byDefault, Reader<T> reader) {
    this.name = name;
    this.reader = reader;
    this.byDefault = byDefault;
  }

  /** Makes a value of what was typed. */
  @FunctionalInterface
  interface Reader<T extends @Nullable Object> {
    /**
     * @throws UsageException if that is no such value; its message goes on behind the option's name
     */
    T read(String typed);
  }

  String name() {
    return name;
  }

  void give(@Nullable String typed) {
    given = typed;
  }

  boolean isGiven() {
    return given != null;
  }

  /** What the command line says, or the default. */
  @Override
  public T get() {
    String typed = given;
    if (typed == null) {
      return byDefault;
    }
    try {
      return reader.read(typed);
    } catch (UsageException e) {
      throw new UsageException("--" + name + " " + e.getMessage() + ", not '" + typed + "'", e);
    }
  }
}
