package dev.weir.testkit.transport;

import java.nio.ByteBuffer;
import java.security.GeneralSecurityException;
import java.util.Arrays;
import javax.crypto.Cipher;
import javax.crypto.spec.GCMParameterSpec;
import javax.crypto.spec.SecretKeySpec;

/** One direction of a connection of TLS 1.3, with AES-128-GCM (RFC 8446, section 5.2). */
final class TrafficKey {
  private static final int KEY_BYTES = 16;
  private static final int NONCE_BYTES = 12;
  private static final int TAG_BYTES = 16;
  private static final int HEADER_BYTES = 5;
  private static final int APPLICATION_DATA = 23;

  private final byte[] secret;
  private final SecretKeySpec key;
  private final byte[] iv;
  private long sequence;

  TrafficKey(byte[] secret) throws GeneralSecurityException {
    this.secret = secret;
    this.key = new SecretKeySpec(TlsSecrets.expand(secret, "key", new byte[0], KEY_BYTES), "AES");
    this.iv = TlsSecrets.expand(secret, "iv", new byte[0], NONCE_BYTES);
  }

  /** The key after an update. */
  TrafficKey next() throws GeneralSecurityException {
    return new TrafficKey(TlsSecrets.expand(secret, "traffic upd", new byte[0], TlsSecrets.BYTES));
  }

  /** What proves who has this secret that these messages were what it saw. */
  byte[] finished(byte[] messages) throws GeneralSecurityException {
    byte[] proof = TlsSecrets.expand(secret, "finished", new byte[0], TlsSecrets.BYTES);
    return TlsSecrets.hmac(proof, TlsSecrets.hash(messages));
  }

  /** A whole record. */
  byte[] seal(int type, byte[] content) throws GeneralSecurityException {
    byte[] inner = Arrays.copyOf(content, content.length + 1);
    inner[content.length] = (byte) type;
    byte[] header = header(inner.length + TAG_BYTES);
    byte[] sealed = cipher(Cipher.ENCRYPT_MODE, header).doFinal(inner);
    return ByteBuffer.allocate(header.length + sealed.length).put(header).put(sealed).array();
  }

  /** What was in a record: content, then type, without padding. */
  byte[] open(byte[] sealed) throws GeneralSecurityException {
    byte[] inner = cipher(Cipher.DECRYPT_MODE, header(sealed.length)).doFinal(sealed);
    int end = inner.length;
    while (inner[end - 1] == 0) {
      end--;
    }
    return Arrays.copyOf(inner, end);
  }

  private static byte[] header(int length) {
    return ByteBuffer.allocate(HEADER_BYTES)
        .put((byte) APPLICATION_DATA)
        .putShort((short) 0x0303)
        .putShort((short) length)
        .array();
  }

  private Cipher cipher(int mode, byte[] header) throws GeneralSecurityException {
    byte[] nonce = iv.clone();
    byte[] number = ByteBuffer.allocate(Long.BYTES).putLong(sequence++).array();
    for (int i = 0; i < number.length; i++) {
      nonce[NONCE_BYTES - number.length + i] ^= number[i];
    }
    Cipher cipher = Cipher.getInstance("AES/GCM/NoPadding");
    cipher.init(mode, key, new GCMParameterSpec(8 * TAG_BYTES, nonce));
    cipher.updateAAD(header);
    return cipher;
  }
}
