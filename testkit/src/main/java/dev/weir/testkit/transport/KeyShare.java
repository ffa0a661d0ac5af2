package dev.weir.testkit.transport;

import java.math.BigInteger;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.interfaces.XECPublicKey;
import java.security.spec.NamedParameterSpec;
import java.security.spec.XECPublicKeySpec;
import javax.crypto.KeyAgreement;

/** A client's share of a secret, by X25519. */
final class KeyShare {
  static final int BYTES = 32;

  private static final String ALGORITHM = "X25519";

  private final KeyPair keys;

  KeyShare() throws GeneralSecurityException {
    this.keys = KeyPairGenerator.getInstance(ALGORITHM).generateKeyPair();
  }

  /** As it is sent: the number's bytes, the lowest first. */
  byte[] bytes() {
    BigInteger number = ((XECPublicKey) keys.getPublic()).getU();
    byte[] bytes = new byte[BYTES];
    for (int i = 0; i < BYTES; i++) {
      bytes[i] = number.shiftRight(8 * i).byteValue();
    }
    return bytes;
  }

  /** The secret that is shared with who has sent the bytes from an index on. */
  byte[] agree(byte[] source, int at) throws GeneralSecurityException {
    byte[] other = new byte[BYTES];
    for (int i = 0; i < BYTES; i++) {
      other[BYTES - 1 - i] = source[at + i];
    }
    KeyAgreement agreement = KeyAgreement.getInstance(ALGORITHM);
    agreement.init(keys.getPrivate());
    agreement.doPhase(
        KeyFactory.getInstance(ALGORITHM)
            .generatePublic(
                new XECPublicKeySpec(NamedParameterSpec.X25519, new BigInteger(1, other))),
        true);
    return agreement.generateSecret();
  }
}
