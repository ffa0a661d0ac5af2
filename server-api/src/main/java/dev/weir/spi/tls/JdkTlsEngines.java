package dev.weir.spi.tls;

import dev.weir.annotation.Preview;
import dev.weir.tls.TlsCredentials;
import java.security.GeneralSecurityException;
import java.util.Arrays;
import java.util.List;
import javax.net.ssl.KeyManager;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLParameters;
import org.jspecify.annotations.Nullable;

/** The JDK's own engines. */
@Preview
public final class JdkTlsEngines implements TlsEngines {
  private final TlsParameters parameters;
  private volatile @Nullable SSLContext context;

  /** For a binding. */
  public JdkTlsEngines(TlsParameters parameters) {
    this.parameters = parameters;
  }

  @Override
  public String description() {
    return "JDK";
  }

  @Override
  public void use(TlsCredentials credentials) throws GeneralSecurityException {
    SSLContext fresh = SSLContext.getInstance("TLS");
    fresh.init(
        new KeyManager[] {new ServerKeyManager(credentials)},
        ClientTrust.managers(credentials),
        null);
    context = fresh;
  }

  @Override
  public SSLEngine newEngine() {
    SSLContext current = context;
    if (current == null) {
      throw new IllegalStateException("There are no credentials yet");
    }
    SSLEngine engine = current.createSSLEngine();
    engine.setUseClientMode(false);
    SSLParameters wanted = engine.getSSLParameters();
    wanted.setProtocols(parameters.protocols().toArray(String[]::new));
    wanted.setCipherSuites(supported(engine));
    wanted.setUseCipherSuitesOrder(true);
    wanted.setNamedGroups(TlsParameters.NAMED_GROUPS.toArray(String[]::new));
    wanted.setSignatureSchemes(TlsParameters.SIGNATURE_SCHEMES.toArray(String[]::new));
    wanted.setApplicationProtocols(parameters.applicationProtocols().toArray(String[]::new));
    switch (parameters.clientCertificates()) {
      case NONE -> {}
      case WANTED -> wanted.setWantClientAuth(true);
      case REQUIRED -> wanted.setNeedClientAuth(true);
    }
    engine.setSSLParameters(wanted);
    return engine;
  }

  /** A JDK may be built, or set up, without one or the other. */
  private static String[] supported(SSLEngine engine) {
    List<String> there = Arrays.asList(engine.getSupportedCipherSuites());
    return TlsParameters.CIPHER_SUITES.stream().filter(there::contains).toArray(String[]::new);
  }
}
