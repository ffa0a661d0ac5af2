package dev.weir.testkit.transport;

import java.nio.ByteBuffer;
import java.security.GeneralSecurityException;
import javax.crypto.Cipher;
import javax.crypto.spec.GCMParameterSpec;
import javax.crypto.spec.SecretKeySpec;

/** One direction of a connection of TLS 1.2, with AES-128-GCM (RFC 5288). */
final class Tls12Key {
  static final int KEY_BYTES = 16;
  static final int SALT_BYTES = 4;

  private static final int EXPLICIT_BYTES = 8;
  private static final int TAG_BYTES = 16;
  private static final int HEADER_BYTES = 5;
  private static final int VERSION = 0x0303;

  private final SecretKeySpec key;
  private final byte[] salt;
  private long sequence;

  Tls12Key(byte[] key, byte[] salt) {
    this.key = new SecretKeySpec(key, "AES");
    this.salt = salt;
  }

  /** A whole record. */
  byte[] seal(int type, byte[] content) throws GeneralSecurityException {
    byte[] explicit = number(sequence);
    byte[] sealed = cipher(Cipher.ENCRYPT_MODE, type, explicit, content.length).doFinal(content);
    return ByteBuffer.allocate(HEADER_BYTES + EXPLICIT_BYTES + sealed.length)
        .put((byte) type)
        .putShort((short) VERSION)
        .putShort((short) (EXPLICIT_BYTES + sealed.length))
        .put(explicit)
        .put(sealed)
        .array();
  }

  /** What was in a record, of which the header is there, too. */
  byte[] open(byte[] record) throws GeneralSecurityException {
    ByteBuffer sealed = ByteBuffer.wrap(record, HEADER_BYTES, record.length - HEADER_BYTES);
    byte[] explicit = new byte[EXPLICIT_BYTES];
    sealed.get(explicit);
    int length = sealed.remaining() - TAG_BYTES;
    return cipher(Cipher.DECRYPT_MODE, record[0], explicit, length)
        .doFinal(record, sealed.position(), sealed.remaining());
  }

  private Cipher cipher(int mode, int type, byte[] explicit, int length)
      throws GeneralSecurityException {
    byte[] nonce = ByteBuffer.allocate(SALT_BYTES + EXPLICIT_BYTES).put(salt).put(explicit).array();
    Cipher cipher = Cipher.getInstance("AES/GCM/NoPadding");
    cipher.init(mode, key, new GCMParameterSpec(8 * TAG_BYTES, nonce));
    cipher.updateAAD(number(sequence++));
    cipher.updateAAD(
        ByteBuffer.allocate(HEADER_BYTES)
            .put((byte) type)
            .putShort((short) VERSION)
            .putShort((short) length)
            .array());
    return cipher;
  }

  private static byte[] number(long number) {
    return ByteBuffer.allocate(Long.BYTES).putLong(number).array();
  }
}
