package dev.weir.testkit.transport;

import dev.weir.tls.DevelopmentCertificate;
import java.io.IOException;
import java.net.Socket;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.Principal;
import java.security.PrivateKey;
import java.security.cert.Certificate;
import java.security.cert.X509Certificate;
import java.util.List;
import java.util.function.Consumer;
import javax.net.ssl.KeyManager;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SNIHostName;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.TrustManagerFactory;
import javax.net.ssl.X509ExtendedKeyManager;
import org.jspecify.annotations.Nullable;

/** Makes clients that trust certain certificates, and may show one. Their sessions are shared. */
final class TlsClient {
  private static final char[] NO_PASSWORD = new char[0];
  private static final int ANY_PORT = 443;

  private final List<DevelopmentCertificate> servers;
  private final @Nullable DevelopmentCertificate own;
  private final SSLContext context;

  private TlsClient(List<DevelopmentCertificate> servers, @Nullable DevelopmentCertificate own) {
    this.servers = servers;
    this.own = own;
    this.context = context(servers, own);
  }

  static TlsClient trusting(DevelopmentCertificate... servers) {
    return new TlsClient(List.of(servers), null);
  }

  /** A client with a certificate of its own. */
  static TlsClient showing(DevelopmentCertificate own, DevelopmentCertificate server) {
    return new TlsClient(List.of(server), own);
  }

  /** One like this that knows nothing of its sessions. */
  TlsClient forgetful() {
    return new TlsClient(servers, own);
  }

  TlsPeer over(Peer raw) {
    return over(raw, parameters -> {});
  }

  TlsPeer over(Peer raw, Consumer<SSLParameters> changes) {
    SSLEngine engine = context.createSSLEngine("localhost", ANY_PORT);
    engine.setUseClientMode(true);
    SSLParameters parameters = engine.getSSLParameters();
    parameters.setServerNames(List.of(new SNIHostName("localhost")));
    changes.accept(parameters);
    engine.setSSLParameters(parameters);
    return new TlsPeer(raw, engine);
  }

  private static SSLContext context(
      List<DevelopmentCertificate> servers, @Nullable DevelopmentCertificate own) {
    try {
      KeyStore trusted = empty();
      for (DevelopmentCertificate server : servers) {
        trusted.setCertificateEntry("server-" + trusted.size(), server.certificate());
      }
      TrustManagerFactory trust =
          TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
      trust.init(trusted);
      SSLContext made = SSLContext.getInstance("TLS");
      made.init(own == null ? new KeyManager[0] : keys(own), trust.getTrustManagers(), null);
      return made;
    } catch (GeneralSecurityException | IOException e) {
      throw new IllegalStateException("A client for TLS can't be made", e);
    }
  }

  private static KeyManager[] keys(DevelopmentCertificate own)
      throws GeneralSecurityException, IOException {
    KeyStore store = empty();
    store.setKeyEntry(
        "client", own.privateKey(), NO_PASSWORD, new Certificate[] {own.certificate()});
    KeyManagerFactory keys = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
    keys.init(store, NO_PASSWORD);
    return new KeyManager[] {new AlwaysShowing((X509ExtendedKeyManager) keys.getKeyManagers()[0])};
  }

  /** Shows its certificate to whoever asks for one, whomever that trusts. */
  private static final class AlwaysShowing extends X509ExtendedKeyManager {
    private final X509ExtendedKeyManager keys;

    AlwaysShowing(X509ExtendedKeyManager keys) {
      this.keys = keys;
    }

    @Override
    public String chooseEngineClientAlias(
        String[] keyType, Principal @Nullable [] issuers, SSLEngine engine) {
      return "client";
    }

    @Override
    public X509Certificate[] getCertificateChain(String alias) {
      return keys.getCertificateChain(alias);
    }

    @Override
    public PrivateKey getPrivateKey(String alias) {
      return keys.getPrivateKey(alias);
    }

    @Override
    public String[] getClientAliases(String keyType, Principal @Nullable [] issuers) {
      return new String[] {"client"};
    }

    @Override
    public String chooseClientAlias(
        String[] keyType, Principal @Nullable [] issuers, @Nullable Socket socket) {
      return "client";
    }

    @Override
    public String @Nullable [] getServerAliases(String keyType, Principal @Nullable [] issuers) {
      return null;
    }

    @Override
    public @Nullable String chooseServerAlias(
        String keyType, Principal @Nullable [] issuers, @Nullable Socket socket) {
      return null;
    }
  }

  private static KeyStore empty() throws GeneralSecurityException, IOException {
    KeyStore store = KeyStore.getInstance(KeyStore.getDefaultType());
    store.load(null, null);
    return store;
  }
}
