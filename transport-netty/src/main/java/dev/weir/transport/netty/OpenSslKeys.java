package dev.weir.transport.netty;

import dev.weir.spi.tls.ServerKeyManager;
import dev.weir.tls.TlsCredentials;
import io.netty.handler.ssl.OpenSslX509KeyManagerFactory;
import java.io.IOException;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.Provider;
import java.security.cert.X509Certificate;
import java.util.Objects;
import javax.net.ssl.KeyManager;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.KeyManagerFactorySpi;
import javax.net.ssl.ManagerFactoryParameters;
import org.jspecify.annotations.Nullable;

/**
 * The keys of a context in OpenSSL's form, all parsed when it is made. Netty can do so with a key
 * store that it knows the aliases of, and takes the keys from a manager that a provider makes. Its
 * other two ways are worse: the factory that caches leaks keys if several handshakes are the first
 * at once (seen in 4.2.18), and without it a handshake parses its key unless it is the one that was
 * used last.
 */
final class OpenSslKeys {
  private static final String ALGORITHM = "Weir";

  private OpenSslKeys() {}

  static KeyManagerFactory of(TlsCredentials credentials) throws GeneralSecurityException {
    ServerKeyManager keys = new ServerKeyManager(credentials);
    KeyManagerFactory factory = new OpenSslX509KeyManagerFactory(ALGORITHM, new OneProvider(keys));
    factory.init(aliases(keys), null);
    return factory;
  }

  private static KeyStore aliases(ServerKeyManager keys) throws GeneralSecurityException {
    KeyStore store = KeyStore.getInstance("PKCS12");
    try {
      store.load(null, null);
    } catch (IOException e) {
      throw new IllegalStateException("A key store couldn't be made of nothing", e);
    }
    for (String alias : keys.aliases()) {
      X509Certificate[] chain = Objects.requireNonNull(keys.getCertificateChain(alias));
      store.setCertificateEntry(alias, chain[0]);
    }
    return store;
  }

  private static final class OneProvider extends Provider {
    private static final long serialVersionUID = 1;

    OneProvider(KeyManager keys) {
      super(ALGORITHM, "1", "One manager of keys");
      putService(
          new Service(
              this, "KeyManagerFactory", ALGORITHM, OneManager.class.getName(), null, null) {
            @Override
            public Object newInstance(@Nullable Object unused) {
              return new OneManager(keys);
            }
          });
    }
  }

  /** The one that is there already, whatever it is to be made of. */
  private static final class OneManager extends KeyManagerFactorySpi {
    private final KeyManager keys;

    OneManager(KeyManager keys) {
      this.keys = keys;
    }

    @Override
    protected void engineInit(KeyStore store, char[] password) {}

    @Override
    protected void engineInit(ManagerFactoryParameters unused) {}

    @Override
    protected KeyManager[] engineGetKeyManagers() {
      return new KeyManager[] {keys};
    }
  }
}
