package dev.weir.tls;

import dev.weir.annotation.Preview;
import java.nio.file.Path;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/**
 * TLS of a door: which certificates it shows, and whether it asks clients for theirs.
 *
 * <pre>{@code
 * Listen.port(8443).withTls(Tls.certificate(Path.of("chain.pem"), Path.of("key.pem")))
 * }</pre>
 *
 * <p>TLS 1.3 and 1.2 are spoken, with the suites that give forward secrecy and authenticated
 * encryption; older versions and other suites can't be turned on. What doors speak on top (ALPN) is
 * offered by the door.
 *
 * <p>Nothing is read before the server starts. From then on the files are looked at again and again
 * ({@link #withReloadInterval}), and {@link dev.weir.Server#reloadCertificates} reads them at once:
 * new handshakes use what is new, connections that are open go on. What can't be used is an error
 * at start; later it is logged, and what was there before stays in use.
 *
 * <p>Immutable; each method gives a changed copy.
 */
@Preview
public final class Tls {
  private static final Duration DEFAULT_RELOAD_INTERVAL = Duration.ofSeconds(10);

  private final List<CertificateSource> sources;
  private final ClientCertificates clientCertificates;
  private final List<Path> authorityFiles;
  private final List<X509Certificate> authorities;
  private final boolean tls12;
  private final Duration reloadInterval;

  /** Whether clients are asked for a certificate. */
  public enum ClientCertificates {
    /** They aren't asked. */
    NONE,
    /** They are asked, and may come without; one that isn't good ends the handshake. */
    WANTED,
    /** Without a good one there is no connection. */
    REQUIRED
  }

  private Tls(
      List<CertificateSource> sources,
      ClientCertificates clientCertificates,
      List<Path> authorityFiles,
      List<X509Certificate> authorities,
      boolean tls12,
      Duration reloadInterval) {
    this.sources = sources;
    this.clientCertificates = clientCertificates;
    this.authorityFiles = authorityFiles;
    this.authorities = authorities;
    this.tls12 = tls12;
    this.reloadInterval = reloadInterval;
  }

  private static Tls of(CertificateSource source) {
    return new Tls(
        List.of(source),
        ClientCertificates.NONE,
        List.of(),
        List.of(),
        true,
        DEFAULT_RELOAD_INTERVAL);
  }

  /**
   * With a certificate and its private key in PEM.
   *
   * @param chain the server's certificate, then each one's issuer as far as clients don't have it
   * @param privateKey the key, in PKCS#8 ({@code PRIVATE KEY}) or in the older formats of RSA and
   *     EC keys, not encrypted; it may be the same file
   */
  public static Tls certificate(Path chain, Path privateKey) {
    return of(new CertificateSource.PemFiles(chain, privateKey, null));
  }

  /** As {@link #certificate(Path, Path)}, with a key that is encrypted (PKCS#8). */
  public static Tls certificate(Path chain, Path privateKey, String password) {
    return of(new CertificateSource.PemFiles(chain, privateKey, password));
  }

  /** With the one private key of a PKCS#12 file, and its certificates. */
  public static Tls pkcs12(Path file, String password) {
    return of(new Pkcs12File(file, password));
  }

  /**
   * With a certificate that is made in memory, now, for development.
   *
   * @param names the DNS names it is for; {@code localhost} if none are given
   */
  public static Tls development(String... names) {
    return development(DevelopmentCertificate.forNames(names));
  }

  /** With a development certificate that is known elsewhere too. */
  public static Tls development(DevelopmentCertificate certificate) {
    return of(new CertificateSource.InMemory(certificate));
  }

  /**
   * With further certificates, those of {@code others}. Clients say which host they want (SNI), and
   * get the certificate that names it literally, else by a wildcard, else the first one. Of two for
   * the same host, one with an RSA and one with an EC key, they get what they understand.
   */
  public Tls and(Tls others) {
    List<CertificateSource> more = new ArrayList<>(sources);
    more.addAll(others.sources);
    return new Tls(
        List.copyOf(more), clientCertificates, authorityFiles, authorities, tls12, reloadInterval);
  }

  /**
   * Asks clients for a certificate that leads to one of these authorities. Handlers find it in
   * {@link dev.weir.ConnectionInfo#tls}. Whether it was revoked isn't looked up: keep their
   * validity short.
   *
   * @param policy whether it is required
   * @param authoritiesPem the authorities' certificates in PEM; watched as the server's own are
   */
  public Tls withClientCertificates(ClientCertificates policy, Path authoritiesPem) {
    return new Tls(sources, policy, List.of(authoritiesPem), List.of(), tls12, reloadInterval);
  }

  /** As {@link #withClientCertificates(ClientCertificates, Path)}, with authorities at hand. */
  public Tls withClientCertificates(
      ClientCertificates policy, List<X509Certificate> trustedAuthorities) {
    return new Tls(
        sources, policy, List.of(), List.copyOf(trustedAuthorities), tls12, reloadInterval);
  }

  /** With TLS 1.3 alone: clients from before 2018 or so don't know it. */
  public Tls withoutTls12() {
    return new Tls(sources, clientCertificates, authorityFiles, authorities, false, reloadInterval);
  }

  /**
   * How often the files are looked at. They are read again once they differ from what is in use,
   * and have stayed the same from one look to the next, so that a certificate isn't met without its
   * key. Default 10 seconds; zero to read them on {@link dev.weir.Server#reloadCertificates} alone.
   */
  public Tls withReloadInterval(Duration interval) {
    if (interval.isNegative()) {
      throw new IllegalArgumentException("An interval isn't negative: " + interval);
    }
    return new Tls(sources, clientCertificates, authorityFiles, authorities, tls12, interval);
  }

  /**
   * Reads and checks all certificates, as the start does.
   *
   * @throws UnusableCertificateException naming the file, and what is wrong with it
   */
  public TlsCredentials load() throws UnusableCertificateException {
    Instant now = Instant.now();
    List<TlsIdentity> identities = new ArrayList<>();
    for (CertificateSource source : sources) {
      identities.add(source.load(now));
    }
    List<X509Certificate> trusted = new ArrayList<>(authorities);
    for (Path file : authorityFiles) {
      trusted.addAll(CertificateSource.certificates(file));
    }
    if (clientCertificates != ClientCertificates.NONE && trusted.isEmpty()) {
      throw new UnusableCertificateException(
          "Clients are asked for certificates, and no authority is named that they may come from");
    }
    return new TlsCredentials(identities, trusted);
  }

  /** The files that it is read from. */
  public Set<Path> files() {
    Set<Path> files = new LinkedHashSet<>();
    sources.forEach(source -> files.addAll(source.files()));
    files.addAll(authorityFiles);
    return files;
  }

  /** Whether clients are asked for a certificate. */
  public ClientCertificates clientCertificates() {
    return clientCertificates;
  }

  /** The versions it speaks, by the JDK's names, the best first. */
  public List<String> protocols() {
    return tls12 ? List.of("TLSv1.3", "TLSv1.2") : List.of("TLSv1.3");
  }

  /** How often the files are looked at; zero for never. */
  public Duration reloadInterval() {
    return reloadInterval;
  }

  /** The certificates' places, without passwords. */
  @Override
  public String toString() {
    return "TLS with " + sources;
  }
}
