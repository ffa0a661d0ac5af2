package dev.weir.core.discovery;

import dev.weir.StartException;
import dev.weir.config.Setting;
import dev.weir.spi.Contract;
import dev.weir.spi.Plugin;
import java.util.List;
import java.util.function.Supplier;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** A plugin that was loaded, and answers for itself. Whatever it throws names it. */
public final class FoundPlugin<P extends Plugin> {
  private static final Pattern NAME = Pattern.compile("[a-z][a-z0-9]*(-[a-z0-9]+)*");

  private final PluginKind<P> kind;
  private final P provider;
  private final String name;
  private final int priority;
  private final List<Setting<?>> settings;

  private FoundPlugin(
      PluginKind<P> kind, P provider, String name, int priority, List<Setting<?>> settings) {
    this.kind = kind;
    this.provider = provider;
    this.name = name;
    this.priority = priority;
    this.settings = settings;
  }

  /**
   * Checks what a provider says of itself.
   *
   * @throws StartException if it was built for another contract, or doesn't keep it
   */
  public static <P extends Plugin> FoundPlugin<P> of(PluginKind<P> kind, P provider) {
    int version = ask(kind, provider, "contractVersion", provider::contractVersion);
    if (version != Contract.VERSION) {
      throw new StartException(
          "The "
              + described(kind, provider)
              + " was built for version "
              + version
              + " of Weir's plugin contract, and this Weir has version "
              + Contract.VERSION
              + ": use a version of the plugin that fits");
    }
    String name = ask(kind, provider, "name", provider::name);
    if (name == null || !NAME.matcher(name).matches()) {
      throw new StartException(
          "The "
              + described(kind, provider)
              + " calls itself '"
              + name
              + "': a plugin's name is lower case with hyphens");
    }
    int priority = ask(kind, provider, "priority", provider::priority);
    List<Setting<?>> settings = List.copyOf(ask(kind, provider, "settings", provider::settings));
    return new FoundPlugin<>(kind, provider, name, priority, settings);
  }

  /** The stable name. */
  public String name() {
    return name;
  }

  /** Its priority. */
  public int priority() {
    return priority;
  }

  /** The settings it declares. */
  public List<Setting<?>> settings() {
    return settings;
  }

  /** Why it can't be used here, or null. Asked each time, since the answer may load libraries. */
  public @Nullable String unavailabilityCause() {
    return ask(kind, provider, "unavailabilityCause", provider::unavailabilityCause);
  }

  /**
   * Makes what the plugin is for.
   *
   * @throws StartException naming the plugin, if that fails
   */
  public <T> T create(Creation<P, T> creation) {
    try {
      T created = creation.by(provider);
      if (created == null) {
        throw new StartException("The " + this + " made nothing: its create answered null");
      }
      return created;
    } catch (StartException e) {
      throw e;
    } catch (Exception | LinkageError e) {
      throw new StartException("The " + this + " can't be used: " + said(e), e);
    }
  }

  /** Asks a provider for its product. */
  @FunctionalInterface
  public interface Creation<P, T> {
    /** The product. */
    T by(P provider);
  }

  @Override
  public String toString() {
    return kind.word()
        + " '"
        + name
        + "' ("
        + provider.getClass().getName()
        + " in "
        + Origins.of(provider.getClass())
        + ")";
  }

  private static <P extends Plugin, T> T ask(
      PluginKind<P> kind, P provider, String what, Supplier<T> question) {
    try {
      return question.get();
    } catch (RuntimeException | LinkageError e) {
      throw new StartException(
          "The "
              + described(kind, provider)
              + " failed when asked for its "
              + what
              + ": "
              + said(e),
          e);
    }
  }

  private static String described(PluginKind<?> kind, Plugin provider) {
    return kind.word()
        + " plugin "
        + provider.getClass().getName()
        + " in "
        + Origins.of(provider.getClass());
  }

  static String said(Throwable e) {
    return e instanceof IllegalArgumentException && e.getMessage() != null
        ? e.getMessage()
        : e.toString();
  }
}
