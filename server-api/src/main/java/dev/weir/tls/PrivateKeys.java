package dev.weir.tls;

import java.io.IOException;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.NoSuchAlgorithmException;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.spec.InvalidKeySpecException;
import java.security.spec.KeySpec;
import java.security.spec.PKCS8EncodedKeySpec;
import javax.crypto.Cipher;
import javax.crypto.EncryptedPrivateKeyInfo;
import javax.crypto.SecretKeyFactory;
import javax.crypto.spec.PBEKeySpec;
import org.jspecify.annotations.Nullable;

/**
 * Private keys of PEM files: PKCS#8 (RFC 5958), also encrypted, and the older formats of RSA (RFC
 * 8017, appendix A.1.2) and EC keys (RFC 5915). The JDK reads PKCS#8 alone, so those are put into
 * its envelope.
 */
final class PrivateKeys {
  private PrivateKeys() {}

  /**
   * The private key of a file.
   *
   * @param publicKey its other half, of the certificate
   * @param password what it is encrypted with, or null
   */
  static PrivateKey read(Path file, PublicKey publicKey, @Nullable String password)
      throws UnusableCertificateException {
    for (Pem.Block block : Pem.read(file)) {
      KeySpec encoded =
          switch (block.label()) {
            case "PRIVATE KEY" -> new PKCS8EncodedKeySpec(block.der());
            case "RSA PRIVATE KEY", "EC PRIVATE KEY" ->
                new PKCS8EncodedKeySpec(wrapped(block, publicKey));
            case "ENCRYPTED PRIVATE KEY" -> decrypted(file, block.der(), password);
            default -> null; // the parameters of a curve, or the certificate, in the same file
          };
      if (encoded != null) {
        return decode(file, publicKey, encoded);
      }
    }
    throw new UnusableCertificateException(file + " can't be used: no private key is in it");
  }

  private static PrivateKey decode(Path file, PublicKey publicKey, KeySpec encoded)
      throws UnusableCertificateException {
    String kind = publicKey.getAlgorithm();
    try {
      return KeyFactory.getInstance(kind).generatePrivate(encoded);
    } catch (NoSuchAlgorithmException e) {
      throw new UnusableCertificateException(
          file + " can't be used: this JDK knows no keys of the kind " + kind, e);
    } catch (InvalidKeySpecException e) {
      throw new UnusableCertificateException(
          file
              + " can't be used: the private key in it is damaged, or isn't of the kind "
              + kind
              + ", as the certificate's is",
          e);
    }
  }

  /** With the certificate's algorithm and curve, which the older formats may leave out. */
  private static byte[] wrapped(Pem.Block key, PublicKey publicKey) {
    return Der.sequence(
        Der.integer(0), algorithmIdentifier(publicKey.getEncoded()), Der.octets(key.der()));
  }

  /** The first element of the sequence that a SubjectPublicKeyInfo is. */
  private static byte[] algorithmIdentifier(byte[] publicKeyInfo) {
    int start = 2 + lengthOctets(publicKeyInfo, 0);
    int header = 2 + lengthOctets(publicKeyInfo, start);
    int length = publicKeyInfo[start + 1]; // identifiers of algorithms are short
    byte[] identifier = new byte[header + length];
    System.arraycopy(publicKeyInfo, start, identifier, 0, identifier.length);
    return identifier;
  }

  /** How many octets the length of an element takes beyond the first. */
  private static int lengthOctets(byte[] der, int element) {
    int first = der[element + 1] & 0xff;
    return first < 0x80 ? 0 : first & 0x7f;
  }

  private static KeySpec decrypted(Path file, byte[] der, @Nullable String password)
      throws UnusableCertificateException {
    if (password == null) {
      throw new UnusableCertificateException(
          file + " can't be used: its private key is encrypted, and no password was given");
    }
    EncryptedPrivateKeyInfo info;
    Cipher cipher;
    try {
      info = new EncryptedPrivateKeyInfo(der);
      // For PBES2 (RFC 8018) the parameters' text is the name of the whole.
      String algorithm =
          info.getAlgName().equals("PBES2")
              ? String.valueOf(info.getAlgParameters())
              : info.getAlgName();
      cipher = Cipher.getInstance(algorithm);
      cipher.init(
          Cipher.DECRYPT_MODE,
          SecretKeyFactory.getInstance(algorithm)
              .generateSecret(new PBEKeySpec(password.toCharArray())),
          info.getAlgParameters());
    } catch (IOException | GeneralSecurityException e) {
      throw new UnusableCertificateException(
          file
              + " can't be used: its private key is damaged, or encrypted in a way that this JDK"
              + " doesn't know; convert it with 'openssl pkcs8 -topk8 -v2 aes-256-cbc'",
          e);
    }
    try {
      return info.getKeySpec(cipher);
    } catch (InvalidKeySpecException e) {
      throw new UnusableCertificateException(
          file + " can't be used: its private key can't be decrypted; the password is wrong", e);
    }
  }
}
