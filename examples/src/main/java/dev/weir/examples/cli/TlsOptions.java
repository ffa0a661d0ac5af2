package dev.weir.examples.cli;

import dev.weir.tls.Tls;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/** Which certificate an example shows; one made in memory if the command line names none. */
public final class TlsOptions {
  private final CommandOption<@Nullable String> chain;
  private final CommandOption<@Nullable String> key;

  /** Adds them to a command's. */
  public TlsOptions(CommandOptions options) {
    chain =
        options.optional(
            "cert", "PEM", "The certificate for TLS, with its chain (default: one made in memory)");
    key = options.optional("key", "PEM", "The private key of the certificate");
  }

  /** What the command line says. */
  public Tls tls() {
    CommandOptions.together(chain, key);
    String chainFile = chain.get();
    String keyFile = key.get();
    return chainFile == null || keyFile == null
        ? Tls.development()
        : Tls.certificate(Path.of(chainFile), Path.of(keyFile));
  }
}
