package dev.weir.core.discovery;

import dev.weir.StartException;
import dev.weir.spi.Plugin;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.ServiceConfigurationError;
import java.util.ServiceLoader;

/** Finds plugins by {@link ServiceLoader}, and says of the one that doesn't load which it is. */
public final class PluginFinder {
  private PluginFinder() {}

  /**
   * All plugins of a kind that a class loader sees.
   *
   * @throws StartException if one doesn't load or doesn't keep the contract, or if two have a name
   */
  public static <P extends Plugin> Plugins<P> find(PluginKind<P> kind, ClassLoader classLoader) {
    List<FoundPlugin<P>> found = new ArrayList<>();
    Iterator<ServiceLoader.Provider<P>> providers =
        ServiceLoader.load(kind.service(), classLoader).stream().iterator();
    while (hasNext(providers, kind, classLoader)) {
      found.add(FoundPlugin.of(kind, instance(providers.next(), kind)));
    }
    return new Plugins<>(kind, found);
  }

  /** The next provider's class is loaded here. */
  private static <P extends Plugin> boolean hasNext(
      Iterator<ServiceLoader.Provider<P>> providers, PluginKind<P> kind, ClassLoader classLoader) {
    try {
      return providers.hasNext();
    } catch (ServiceConfigurationError | LinkageError e) {
      String which =
          BrokenProvider.find(kind.service(), classLoader).orElse("that some file declares");
      throw new StartException(
          "The " + kind.word() + " plugin " + which + " can't be loaded: " + cause(e), e);
    }
  }

  private static <P extends Plugin> P instance(
      ServiceLoader.Provider<P> provider, PluginKind<P> kind) {
    try {
      return provider.get();
    } catch (ServiceConfigurationError | LinkageError e) {
      throw new StartException(
          "The "
              + kind.word()
              + " plugin "
              + provider.type().getName()
              + " in "
              + Origins.of(provider.type())
              + " can't be created: "
              + cause(e),
          e);
    }
  }

  private static String cause(Throwable e) {
    Throwable cause = e instanceof ServiceConfigurationError ? e.getCause() : e;
    return cause == null ? e.toString() : cause.toString();
  }
}
