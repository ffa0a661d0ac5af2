package dev.weir.testkit.transport;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.util.Arrays;
import java.util.HexFormat;

/**
 * As {@link HandmadeTls}, of TLS 1.2 (RFC 5246), with ECDHE by X25519 and AES-128-GCM. The server's
 * certificate has to be of EC.
 */
final class HandmadeTls12 implements HandmadeClient {
  private static final String ECDHE_ECDSA_WITH_AES_128_GCM_SHA256 = "c02b";

  /** The second is the curve of the certificate. */
  private static final String X25519_AND_P256 = "0004001d0017";

  private static final byte[] NO_RENEGOTIATION = HexFormat.of().parseHex("ff01000100");

  private static final int SERVER_KEY_EXCHANGE = 12;
  private static final int SERVER_HELLO_DONE = 14;
  private static final int CLIENT_KEY_EXCHANGE = 16;
  private static final int FINISHED = 20;

  private static final int HEADER_BYTES = 5;
  private static final int MESSAGE_HEADER_BYTES = 4;
  private static final int RANDOM_BYTES = 32;
  private static final int RANDOM_AT = 2; // in a ServerHello, after the version
  private static final int SHARE_AT = 4; // in a ServerKeyExchange: kind, curve, length
  private static final int MASTER_BYTES = 48;
  private static final int PROOF_BYTES = 12;

  private final Peer raw;
  private final ByteArrayOutputStream messages = new ByteArrayOutputStream();
  private final Tls12Key outgoing;
  private final Tls12Key incoming;

  /** Shakes hands, asking for {@code localhost}. */
  HandmadeTls12(Peer raw) throws IOException, GeneralSecurityException {
    this.raw = raw;
    KeyShare share = new KeyShare();
    byte[] random = new KeyShare().bytes(); // as random as anything
    send(
        ClientMessages.hello(
            random,
            "localhost".getBytes(StandardCharsets.US_ASCII),
            ECDHE_ECDSA_WITH_AES_128_GCM_SHA256,
            X25519_AND_P256,
            NO_RENEGOTIATION));
    int hello = messages.size() + MESSAGE_HEADER_BYTES;
    int keyExchange = readFlight();
    byte[] sent = messages.toByteArray();
    byte[] shared = share.agree(sent, keyExchange + MESSAGE_HEADER_BYTES + SHARE_AT);
    byte[] serverRandom =
        Arrays.copyOfRange(sent, hello + RANDOM_AT, hello + RANDOM_AT + RANDOM_BYTES);
    byte[] master = expand(shared, "master secret", MASTER_BYTES, random, serverRandom);
    ByteBuffer keys =
        ByteBuffer.wrap(
            expand(
                master,
                "key expansion",
                2 * (Tls12Key.KEY_BYTES + Tls12Key.SALT_BYTES),
                serverRandom,
                random));
    byte[] ownKey = take(keys, Tls12Key.KEY_BYTES);
    byte[] serversKey = take(keys, Tls12Key.KEY_BYTES);
    outgoing = new Tls12Key(ownKey, take(keys, Tls12Key.SALT_BYTES));
    incoming = new Tls12Key(serversKey, take(keys, Tls12Key.SALT_BYTES));
    byte[] own = share.bytes();
    send(
        ClientMessages.message(
            CLIENT_KEY_EXCHANGE,
            ByteBuffer.allocate(1 + own.length).put((byte) own.length).put(own).array()));
    raw.write(ClientMessages.inClear(ClientMessages.CHANGE_CIPHER_SPEC, new byte[] {1}));
    byte[] hash = TlsSecrets.hash(messages.toByteArray());
    byte[] proof = expand(master, "client finished", PROOF_BYTES, hash);
    send(ClientMessages.HANDSHAKE, ClientMessages.message(FINISHED, proof));
    awaitFinished();
  }

  private void send(byte[] message) throws IOException {
    messages.writeBytes(message);
    raw.write(ClientMessages.inClear(ClientMessages.HANDSHAKE, message));
  }

  private static byte[] take(ByteBuffer source, int count) {
    byte[] taken = new byte[count];
    source.get(taken);
    return taken;
  }

  /** The pseudorandom function (RFC 5246, section 5). */
  private static byte[] expand(byte[] secret, String label, int length, byte[]... seeds)
      throws GeneralSecurityException {
    ByteArrayOutputStream seed = new ByteArrayOutputStream();
    seed.writeBytes(label.getBytes(StandardCharsets.US_ASCII));
    for (byte[] each : seeds) {
      seed.writeBytes(each);
    }
    ByteArrayOutputStream all = new ByteArrayOutputStream();
    byte[] round = seed.toByteArray();
    while (all.size() < length) {
      round = TlsSecrets.hmac(secret, round);
      ByteArrayOutputStream input = new ByteArrayOutputStream();
      input.writeBytes(round);
      input.writeBytes(seed.toByteArray());
      all.writeBytes(TlsSecrets.hmac(secret, input.toByteArray()));
    }
    return Arrays.copyOf(all.toByteArray(), length);
  }

  /** Up to the end of the server's hello; gives where its key exchange begins. */
  private int readFlight() throws IOException {
    int next = messages.size();
    int keyExchange = -1;
    while (true) {
      byte[] record = ClientMessages.readRecord(raw);
      if (record[0] != ClientMessages.HANDSHAKE) {
        throw new IOException("Not of a handshake: " + HexFormat.of().formatHex(record));
      }
      messages.write(record, HEADER_BYTES, record.length - HEADER_BYTES);
      ByteBuffer all = ByteBuffer.wrap(messages.toByteArray());
      while (isComplete(all, next)) {
        if (all.get(next) == SERVER_KEY_EXCHANGE) {
          keyExchange = next;
        } else if (all.get(next) == SERVER_HELLO_DONE) {
          return keyExchange;
        }
        next += MESSAGE_HEADER_BYTES + (all.getInt(next) & 0xffffff);
      }
    }
  }

  private static boolean isComplete(ByteBuffer all, int from) {
    int left = all.limit() - from - MESSAGE_HEADER_BYTES;
    return left >= 0 && (all.getInt(from) & 0xffffff) <= left;
  }

  private void awaitFinished() throws IOException, GeneralSecurityException {
    byte[] record = ClientMessages.readRecord(raw);
    if (record[0] != ClientMessages.CHANGE_CIPHER_SPEC) {
      throw new IOException("Not a change of ciphers: " + HexFormat.of().formatHex(record));
    }
    if (incoming.open(ClientMessages.readRecord(raw))[0] != FINISHED) {
      throw new IOException("Not the end of the handshake");
    }
  }

  @Override
  public void send(int type, byte[] content) throws IOException, GeneralSecurityException {
    raw.write(outgoing.seal(type, content));
  }

  /** Sends as many of a record, all at once. */
  @Override
  public void flood(int type, byte[] content, int count)
      throws IOException, GeneralSecurityException {
    ByteArrayOutputStream all = new ByteArrayOutputStream();
    for (int i = 0; i < count; i++) {
      all.writeBytes(outgoing.seal(type, content));
    }
    raw.write(all.toByteArray());
  }

  /** The next bytes that came inside; what else comes is an error. */
  @Override
  public byte[] read() throws IOException, GeneralSecurityException {
    byte[] record = ClientMessages.readRecord(raw);
    byte[] content = incoming.open(record);
    if (record[0] != ClientMessages.APPLICATION_DATA) {
      throw new IOException("Of type " + record[0] + ": " + HexFormat.of().formatHex(content));
    }
    return content;
  }

  @Override
  public void close() throws IOException {
    raw.close();
  }
}
