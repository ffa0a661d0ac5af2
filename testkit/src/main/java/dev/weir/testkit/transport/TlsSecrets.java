package dev.weir.testkit.transport;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.util.Arrays;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/** The key schedule of TLS 1.3 with SHA-256 (RFC 8446, section 7.1). */
final class TlsSecrets {
  static final int BYTES = 32;

  private static final byte[] ZEROS = new byte[BYTES];

  private TlsSecrets() {}

  static byte[] hash(byte[] messages) throws GeneralSecurityException {
    return MessageDigest.getInstance("SHA-256").digest(messages);
  }

  static byte[] hmac(byte[] key, byte[] content) throws GeneralSecurityException {
    Mac mac = Mac.getInstance("HmacSHA256");
    mac.init(new SecretKeySpec(key, "HmacSHA256"));
    return mac.doFinal(content);
  }

  static byte[] ofHandshake(byte[] shared) throws GeneralSecurityException {
    return hmac(derived(hmac(ZEROS, ZEROS)), shared);
  }

  static byte[] master(byte[] ofHandshake) throws GeneralSecurityException {
    return hmac(derived(ofHandshake), ZEROS);
  }

  private static byte[] derived(byte[] secret) throws GeneralSecurityException {
    return expand(secret, "derived", hash(new byte[0]), BYTES);
  }

  /** HKDF-Expand-Label; one block of output is enough for all that is asked for. */
  static byte[] expand(byte[] secret, String label, byte[] context, int length)
      throws GeneralSecurityException {
    byte[] name = ("tls13 " + label).getBytes(StandardCharsets.US_ASCII);
    ByteBuffer info = ByteBuffer.allocate(2 + 1 + name.length + 1 + context.length + 1);
    info.putShort((short) length).put((byte) name.length).put(name);
    info.put((byte) context.length).put(context).put((byte) 1);
    return Arrays.copyOf(hmac(secret, info.array()), length);
  }
}
