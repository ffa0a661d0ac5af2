package dev.weir.core.config;

import dev.weir.TrustedProxies;
import dev.weir.config.Setting;
import dev.weir.config.Settings;
import dev.weir.core.wiring.Problems;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The proxies in front of a door from its configuration: {@code weir.proxies.<door>.<key>}. */
public final class ProxySettings {
  static final String PREFIX = "weir.proxies.";

  private static final Setting<String> ADDRESSES =
      Setting.text(
          "addresses",
          "",
          "who is trusted: addresses and networks, with commas between; unix for Unix sockets");
  private static final Setting<Boolean> PROXY_PROTOCOL =
      Setting.bool(
          "proxy-protocol", false, "whether connections begin with a PROXY protocol header");
  private static final Setting<TrustedProxies.Fields> FIELDS =
      Setting.choice(
          "fields", TrustedProxies.Fields.NONE, "the header fields that say who the client is");

  static final List<Setting<?>> ALL = List.of(ADDRESSES, PROXY_PROTOCOL, FIELDS);

  private ProxySettings() {}

  /**
   * What is configured for a door, or null if nothing is, or it is a problem.
   *
   * @param door its name, as it was given in code
   */
  public static @Nullable TrustedProxies of(
      String door, Configuration configuration, Problems problems) {
    String prefix = PREFIX + door + ".";
    if (ALL.stream().noneMatch(s -> configuration.value(prefix + s.name()).isPresent())) {
      return null;
    }
    Settings settings = configuration.settings(prefix, ALL);
    TrustedProxies.Fields fields = settings.get(FIELDS);
    boolean header = settings.get(PROXY_PROTOCOL);
    String written = settings.get(ADDRESSES);
    if (written.isBlank() || (!header && fields == TrustedProxies.Fields.NONE)) {
      problems.add(
          "Door "
              + door
              + ": the proxies to trust are named by "
              + prefix
              + "addresses, and how they tell who the client is by "
              + prefix
              + "proxy-protocol=true, "
              + prefix
              + "fields=forwarded or "
              + prefix
              + "fields=x-forwarded; set both, or neither");
      return null;
    }
    TrustedProxies named;
    try {
      named = TrustedProxies.at(written.strip().split("\\s*,\\s*", -1));
    } catch (IllegalArgumentException e) {
      problems.add(
          configuration
              .value(prefix + ADDRESSES.name())
              .map(value ->
                  prefix + "addresses (" + value.origin() + ") is malformed: " + e.getMessage())
              .orElseThrow());
      return null;
    }
    if (header) {
      named = named.withProxyProtocol();
    }
    return switch (fields) {
      case NONE -> named;
      case FORWARDED -> named.withForwarded();
      case X_FORWARDED -> named.withXForwarded();
    };
  }
}
