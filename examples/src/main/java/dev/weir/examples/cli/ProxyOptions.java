package dev.weir.examples.cli;

import dev.weir.Listen;
import dev.weir.TrustedProxies;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Which proxies stand in front of an example, and how they say who the client is. */
public final class ProxyOptions {
  private final CommandOption<@Nullable String> addresses;
  private final CommandOption<List<Way>> ways;

  /** Adds them to a command's. */
  public ProxyOptions(CommandOptions options) {
    addresses =
        options.optional(
            "proxies",
            "NET,..",
            "The proxies in front, such as 10.0.0.0/8; nobody else is believed");
    ways = options.someOf("told-by", "WAY,..", Way.class, "How they say who the client is");
  }

  /** How proxies tell. */
  enum Way {
    PROXY_PROTOCOL("proxy-protocol"),
    FORWARDED("forwarded"),
    X_FORWARDED("x-forwarded");

    private final String word;

    Way(String word) {
      this.word = word;
    }

    @Override
    public String toString() {
      return word;
    }
  }

  /** Where to listen, behind what the command line says. */
  public Listen behind(Listen listen) {
    CommandOptions.together(addresses, ways);
    String named = addresses.get();
    if (named == null) {
      return listen;
    }
    TrustedProxies trusted = TrustedProxies.at(named.split(",", -1));
    for (Way way : ways.get()) {
      trusted =
          switch (way) {
            case PROXY_PROTOCOL -> trusted.withProxyProtocol();
            case FORWARDED -> trusted.withForwarded();
            case X_FORWARDED -> trusted.withXForwarded();
          };
    }
    return listen.withProxies(trusted);
  }
}
