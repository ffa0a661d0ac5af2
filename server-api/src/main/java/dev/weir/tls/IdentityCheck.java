package dev.weir.tls;

import java.security.GeneralSecurityException;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.SecureRandom;
import java.security.Signature;
import java.security.cert.X509Certificate;
import java.security.interfaces.RSAKey;
import java.time.Instant;
import java.util.List;

/** Finds out at start what handshakes would only fail with. */
final class IdentityCheck {
  private static final int MIN_RSA_BITS = 2_048;

  private IdentityCheck() {}

  /**
   * The identity, if it is good for handshakes.
   *
   * @param chainOrigin the file of the certificates
   * @param keyOrigin the file of the key
   */
  static TlsIdentity check(
      List<X509Certificate> chain,
      PrivateKey key,
      String chainOrigin,
      String keyOrigin,
      Instant now)
      throws UnusableCertificateException {
    for (X509Certificate certificate : chain) {
      checkTime(certificate, chainOrigin, now);
    }
    X509Certificate own = chain.getFirst();
    checkKind(own.getPublicKey(), chainOrigin);
    if (!belongs(own, key, keyOrigin)) {
      throw new UnusableCertificateException(
          "The private key in "
              + keyOrigin
              + " doesn't belong to the certificate of "
              + subject(own)
              + " in "
              + chainOrigin
              + otherOwner(chain, key, keyOrigin));
    }
    for (int i = 1; i < chain.size(); i++) {
      checkSigned(chain.get(i - 1), chain.get(i), chainOrigin, i);
    }
    return TlsIdentity.of(chain, key);
  }

  private static void checkTime(X509Certificate certificate, String origin, Instant now)
      throws UnusableCertificateException {
    Instant end = certificate.getNotAfter().toInstant();
    if (end.isBefore(now)) {
      throw new UnusableCertificateException(
          origin
              + " can't be used: the certificate of "
              + subject(certificate)
              + " expired at "
              + end
              + "; get a new one");
    }
    Instant begin = certificate.getNotBefore().toInstant();
    if (begin.isAfter(now)) {
      throw new UnusableCertificateException(
          origin
              + " can't be used: the certificate of "
              + subject(certificate)
              + " isn't valid before "
              + begin
              + "; is this machine's clock right? It says "
              + now);
    }
  }

  private static void checkKind(PublicKey key, String origin) throws UnusableCertificateException {
    switch (key.getAlgorithm()) {
      case "EC" -> {}
      case "RSA" -> {
        int bits = ((RSAKey) key).getModulus().bitLength();
        if (bits < MIN_RSA_BITS) {
          throw new UnusableCertificateException(
              origin
                  + " can't be used: its RSA key has "
                  + bits
                  + " bits, and "
                  + MIN_RSA_BITS
                  + " are the least that is safe");
        }
      }
      default ->
          throw new UnusableCertificateException(
              origin
                  + " can't be used: its key is of the kind "
                  + key.getAlgorithm()
                  + "; RSA and EC are what clients understand");
    }
  }

  /** Whether a signature of one half is good for the other. */
  private static boolean belongs(X509Certificate certificate, PrivateKey key, String keyOrigin)
      throws UnusableCertificateException {
    if (!certificate.getPublicKey().getAlgorithm().equals(key.getAlgorithm())) {
      return false;
    }
    String algorithm = "SHA256with" + (key.getAlgorithm().equals("EC") ? "ECDSA" : "RSA");
    try {
      byte[] challenge = new byte[32];
      new SecureRandom().nextBytes(challenge);
      Signature signature = Signature.getInstance(algorithm);
      signature.initSign(key);
      signature.update(challenge);
      byte[] signed = signature.sign();
      signature.initVerify(certificate.getPublicKey());
      signature.update(challenge);
      return signature.verify(signed);
    } catch (GeneralSecurityException e) {
      throw new UnusableCertificateException(
          "The private key in " + keyOrigin + " can't be used: " + e.getMessage(), e);
    }
  }

  /** What to do about a chain in the wrong order; nothing if the key is nobody's there. */
  private static String otherOwner(List<X509Certificate> chain, PrivateKey key, String keyOrigin)
      throws UnusableCertificateException {
    for (int i = 1; i < chain.size(); i++) {
      if (belongs(chain.get(i), key, keyOrigin)) {
        return ", but to number "
            + (i + 1)
            + " there, of "
            + subject(chain.get(i))
            + "; the server's own comes first, then each one's issuer";
      }
    }
    return "";
  }

  private static void checkSigned(
      X509Certificate certificate, X509Certificate issuer, String origin, int position)
      throws UnusableCertificateException {
    try {
      certificate.verify(issuer.getPublicKey());
    } catch (GeneralSecurityException e) {
      throw new UnusableCertificateException(
          origin
              + " can't be used: its certificate number "
              + position
              + ", of "
              + subject(certificate)
              + ", isn't signed by number "
              + (position + 1)
              + ", of "
              + subject(issuer)
              + "; the server's own comes first, then each one's issuer",
          e);
    }
  }

  private static String subject(X509Certificate certificate) {
    return certificate.getSubjectX500Principal().getName();
  }
}
