package dev.weir.examples.cli;

import dev.weir.tls.Tls;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Option;

/** Which certificate an example shows; one made in memory if the command line names none. */
public final class TlsOptions {
  @ArgGroup(exclusive = false)
  private @Nullable Files files;

  private static final class Files {
    @Option(
        names = "--cert",
        required = true,
        paramLabel = "PEM",
        description = "The certificate for TLS, with its chain (default: one made in memory)")
    @SuppressWarnings("NullAway.Init") // set by picocli, with --key
    private Path chain;

    @Option(
        names = "--key",
        required = true,
        paramLabel = "PEM",
        description = "The private key of the certificate")
    @SuppressWarnings("NullAway.Init")
    private Path key;
  }

  /** For picocli. */
  public TlsOptions() {}

  /** What the command line says. */
  public Tls tls() {
    Files named = files;
    return named == null ? Tls.development() : Tls.certificate(named.chain, named.key);
  }
}
