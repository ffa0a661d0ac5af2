package dev.weir.examples.cli;

import dev.weir.Listen;
import dev.weir.TrustedProxies;
import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Option;

/** Which proxies stand in front of an example, and how they say who the client is. */
public final class ProxyOptions {
  @ArgGroup(exclusive = false)
  private @Nullable Proxies named;

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

  private static final class Proxies {
    @Option(
        names = "--proxies",
        required = true,
        split = ",",
        paramLabel = "NET",
        description = "The proxies in front, such as 10.0.0.0/8; nobody else is believed")
    @SuppressWarnings("NullAway.Init") // set by picocli, with --told-by
    private List<String> addresses;

    @Option(
        names = "--told-by",
        required = true,
        split = ",",
        paramLabel = "WAY",
        description = "How they say who the client is: ${COMPLETION-CANDIDATES}")
    @SuppressWarnings("NullAway.Init")
    private List<Way> ways;
  }

  /** For picocli. */
  public ProxyOptions() {}

  /** Where to listen, behind what the command line says. */
  public Listen behind(Listen listen) {
    Proxies proxies = named;
    if (proxies == null) {
      return listen;
    }
    TrustedProxies trusted = TrustedProxies.at(proxies.addresses.toArray(String[]::new));
    for (Way way : proxies.ways) {
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
