package dev.weir.core.config;

import dev.weir.config.Setting;
import dev.weir.config.Settings;
import dev.weir.core.wiring.Problems;
import dev.weir.tls.Tls;
import dev.weir.tls.Tls.ClientCertificates;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * TLS of a door from its configuration: {@code weir.tls.<door>.<key>}. Passwords are in files,
 * since what is configured is shown in errors and dumps of the environment.
 */
public final class TlsSettings {
  static final String PREFIX = "weir.tls.";

  private static final Setting<String> CERTIFICATE =
      Setting.text("certificate", "", "the certificate with its chain, a file in PEM");
  private static final Setting<String> KEY =
      Setting.text("key", "", "its private key, a file in PEM; by default the certificate's file");
  private static final Setting<String> PKCS12 =
      Setting.text("pkcs12", "", "certificate and key in one PKCS#12 file, in place of PEM");
  private static final Setting<String> PASSWORD_FILE =
      Setting.text("password-file", "", "a file whose first line is the key's password");
  private static final Setting<ClientCertificates> CLIENT_CERTIFICATES =
      Setting.choice(
          "client-certificates", ClientCertificates.NONE, "whether clients are asked for theirs");
  private static final Setting<String> CLIENT_AUTHORITIES =
      Setting.text("client-authorities", "", "who may have issued clients' certificates, in PEM");
  private static final Setting<Boolean> TLS12 =
      Setting.bool("tls12", true, "whether TLS 1.2 is spoken beside TLS 1.3");
  private static final Setting<Duration> RELOAD_INTERVAL =
      Setting.durationOrZero(
          "reload-interval",
          Duration.ofSeconds(10),
          "how often the files are looked at; 0s: never");

  static final List<Setting<?>> ALL =
      List.of(
          CERTIFICATE,
          KEY,
          PKCS12,
          PASSWORD_FILE,
          CLIENT_CERTIFICATES,
          CLIENT_AUTHORITIES,
          TLS12,
          RELOAD_INTERVAL);

  private final String prefix;
  private final Settings settings;
  private final Problems problems;

  private TlsSettings(String door, Settings settings, Problems problems) {
    this.prefix = PREFIX + door + ".";
    this.settings = settings;
    this.problems = problems;
  }

  /**
   * What is configured for a door, or null if nothing is, or it is a problem.
   *
   * @param door its name, as it was given in code
   */
  public static @Nullable Tls of(String door, Configuration configuration, Problems problems) {
    boolean any =
        ALL.stream().anyMatch(s -> configuration.value(PREFIX + door + "." + s.name()).isPresent());
    if (!any) {
      return null;
    }
    Settings settings = configuration.settings(PREFIX + door + ".", ALL);
    return new TlsSettings(door, settings, problems).tls();
  }

  private @Nullable Tls tls() {
    String certificate = settings.get(CERTIFICATE);
    String pkcs12 = settings.get(PKCS12);
    if (certificate.isEmpty() == pkcs12.isEmpty()) {
      problems.add(
          (certificate.isEmpty() ? "None" : "Both")
              + " of "
              + prefix
              + "certificate and "
              + prefix
              + "pkcs12 is set: exactly one says where the door's certificate is");
      return null;
    }
    Tls tls = certificate.isEmpty() ? pkcs12(pkcs12) : pem(certificate);
    return tls == null ? null : further(tls);
  }

  private @Nullable Tls pem(String certificate) {
    String key = settings.get(KEY);
    Path keyFile = Path.of(key.isEmpty() ? certificate : key);
    if (settings.get(PASSWORD_FILE).isEmpty()) {
      return Tls.certificate(Path.of(certificate), keyFile);
    }
    String password = password();
    return password == null ? null : Tls.certificate(Path.of(certificate), keyFile, password);
  }

  private @Nullable Tls pkcs12(String file) {
    if (!settings.get(KEY).isEmpty()) {
      problems.add(prefix + "key is set, but the key is in the file of " + prefix + "pkcs12");
      return null;
    }
    String password = settings.get(PASSWORD_FILE).isEmpty() ? "" : password();
    return password == null ? null : Tls.pkcs12(Path.of(file), password);
  }

  private @Nullable String password() {
    Path file = Path.of(settings.get(PASSWORD_FILE));
    try {
      return Files.readString(file).lines().findFirst().orElse("");
    } catch (IOException e) {
      problems.add(prefix + "password-file can't be read: " + e);
      return null;
    }
  }

  private @Nullable Tls further(Tls plain) {
    ClientCertificates policy = settings.get(CLIENT_CERTIFICATES);
    String authorities = settings.get(CLIENT_AUTHORITIES);
    if ((policy == ClientCertificates.NONE) != authorities.isEmpty()) {
      problems.add(
          "Only one of "
              + prefix
              + "client-certificates and "
              + prefix
              + "client-authorities is set: clients are asked for certificates by the first, and"
              + " theirs are checked by the second");
      return null;
    }
    Tls tls = plain.withReloadInterval(settings.get(RELOAD_INTERVAL));
    if (!authorities.isEmpty()) {
      tls = tls.withClientCertificates(policy, Path.of(authorities));
    }
    return settings.get(TLS12) ? tls : tls.withoutTls12();
  }
}
