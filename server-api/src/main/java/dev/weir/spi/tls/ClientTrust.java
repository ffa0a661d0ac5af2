package dev.weir.spi.tls;

import dev.weir.annotation.Preview;
import dev.weir.tls.TlsCredentials;
import java.io.IOException;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.X509Certificate;
import javax.net.ssl.TrustManager;
import javax.net.ssl.TrustManagerFactory;

/** Which clients' certificates are believed. */
@Preview
public final class ClientTrust {
  private ClientTrust() {}

  /** The trust managers of these credentials: they trust their authorities alone, if any. */
  public static TrustManager[] managers(TlsCredentials credentials)
      throws GeneralSecurityException {
    TrustManagerFactory factory =
        TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
    KeyStore store = KeyStore.getInstance(KeyStore.getDefaultType());
    try {
      store.load(null, null);
    } catch (IOException e) {
      throw new GeneralSecurityException("An empty key store can't be made", e);
    }
    int number = 0;
    for (X509Certificate authority : credentials.clientAuthorities()) {
      store.setCertificateEntry("authority-" + number++, authority);
    }
    factory.init(store);
    return factory.getTrustManagers();
  }
}
