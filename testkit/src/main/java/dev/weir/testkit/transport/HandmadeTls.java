package dev.weir.testkit.transport;

import static dev.weir.testkit.transport.ClientMessages.ALERT;
import static dev.weir.testkit.transport.ClientMessages.APPLICATION_DATA;
import static dev.weir.testkit.transport.ClientMessages.CHANGE_CIPHER_SPEC;
import static dev.weir.testkit.transport.ClientMessages.HANDSHAKE;
import static dev.weir.testkit.transport.ClientMessages.inClear;
import static dev.weir.testkit.transport.ClientMessages.message;
import static dev.weir.testkit.transport.ClientMessages.readRecord;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.util.Arrays;
import java.util.HexFormat;

/**
 * A client of TLS 1.3 made by hand, so that it can send records that no engine would. It believes
 * whoever answers: it is there to do harm, not to be safe.
 */
final class HandmadeTls implements HandmadeClient {
  private static final String TLS_AES_128_GCM_SHA256 = "1301";
  private static final String X25519 = "0002001d";

  private static final int MAX_CONTENT_BYTES = 1 << 14;
  private static final int SERVER_HELLO_KEY = 40; // from the end: where the share begins at least
  private static final int FINISHED = 20;
  private static final HexFormat HEX = HexFormat.of();

  private final Peer raw;
  private final KeyShare share;
  private final ByteArrayOutputStream messages = new ByteArrayOutputStream();
  private TrafficKey outgoing;
  private TrafficKey incoming;

  /** Shakes hands, asking for {@code localhost}. */
  HandmadeTls(Peer raw) throws IOException, GeneralSecurityException {
    this(raw, "localhost".getBytes(StandardCharsets.US_ASCII), MAX_CONTENT_BYTES);
  }

  /**
   * Shakes hands.
   *
   * @param host what is asked for (SNI)
   * @param fragmentBytes how much of its first message goes into each record
   */
  HandmadeTls(Peer raw, byte[] host, int fragmentBytes)
      throws IOException, GeneralSecurityException {
    this.raw = raw;
    this.share = new KeyShare();
    byte[] hello = hello(share, host);
    messages.writeBytes(hello);
    raw.write(records(hello, fragmentBytes));
    byte[] answer = readRecord(raw);
    if (answer[0] != HANDSHAKE) {
      throw new IOException("Not a ServerHello: " + HEX.formatHex(answer));
    }
    byte[] serverHello = Arrays.copyOfRange(answer, 5, answer.length);
    messages.writeBytes(serverHello);
    byte[] shared = TlsSecrets.ofHandshake(agree(serverHello));
    byte[] upToHello = TlsSecrets.hash(messages.toByteArray());
    outgoing = new TrafficKey(expand(shared, "c hs traffic", upToHello));
    incoming = new TrafficKey(expand(shared, "s hs traffic", upToHello));
    readFlight();
    byte[] all = messages.toByteArray();
    byte[] master = TlsSecrets.master(shared);
    byte[] proof = outgoing.finished(all);
    send(HANDSHAKE, message(FINISHED, proof));
    outgoing = new TrafficKey(expand(master, "c ap traffic", TlsSecrets.hash(all)));
    incoming = new TrafficKey(expand(master, "s ap traffic", TlsSecrets.hash(all)));
  }

  private static byte[] expand(byte[] secret, String label, byte[] context)
      throws GeneralSecurityException {
    return TlsSecrets.expand(secret, label, context, TlsSecrets.BYTES);
  }

  private static byte[] records(byte[] message, int fragmentBytes) {
    ByteArrayOutputStream records = new ByteArrayOutputStream();
    for (int from = 0; from < message.length; from += fragmentBytes) {
      int to = Math.min(message.length, from + fragmentBytes);
      records.writeBytes(inClear(HANDSHAKE, Arrays.copyOfRange(message, from, to)));
    }
    return records.toByteArray();
  }

  /** The first record of a client that asks for this host. */
  static byte[] hello(byte[] host) throws GeneralSecurityException {
    return inClear(HANDSHAKE, hello(new KeyShare(), host));
  }

  private static byte[] hello(KeyShare share, byte[] host) {
    byte[] own = share.bytes();
    return ClientMessages.hello(
        own, // as random as anything
        host,
        TLS_AES_128_GCM_SHA256,
        X25519,
        ClientMessages.extension(43, HEX.parseHex("020304")),
        ClientMessages.extension(51, HEX.parseHex("0024001d0020" + HEX.formatHex(own))));
  }

  /** With the server's share, which is the one extension that has 32 bytes of key. */
  private byte[] agree(byte[] serverHello) throws IOException, GeneralSecurityException {
    String mark = "00330024001d0020";
    int at = HEX.formatHex(serverHello).indexOf(mark) / 2 + mark.length() / 2;
    if (at < SERVER_HELLO_KEY) {
      throw new IOException("No share of X25519 in " + HEX.formatHex(serverHello));
    }
    return share.agree(serverHello, at);
  }

  /** Up to the server's Finished. */
  private void readFlight() throws IOException, GeneralSecurityException {
    int next = messages.size();
    while (true) {
      byte[] record = readRecord(raw);
      if (record[0] == CHANGE_CIPHER_SPEC) {
        continue;
      }
      byte[] inner = opened(record);
      if (inner[inner.length - 1] != HANDSHAKE) {
        throw new IOException("Not of a handshake: " + HEX.formatHex(inner));
      }
      messages.write(inner, 0, inner.length - 1);
      ByteBuffer all = ByteBuffer.wrap(messages.toByteArray());
      while (next + 4 <= all.limit() && next + 4 + (all.getInt(next) & 0xffffff) <= all.limit()) {
        if (all.get(next) == FINISHED) {
          return;
        }
        next += 4 + (all.getInt(next) & 0xffffff);
      }
    }
  }

  private byte[] opened(byte[] record) throws GeneralSecurityException {
    return incoming.open(Arrays.copyOfRange(record, 5, record.length));
  }

  @Override
  public void send(int type, byte[] content) throws IOException, GeneralSecurityException {
    raw.write(outgoing.seal(type, content));
  }

  /** Sends as many of a record, many at a time. */
  @Override
  public void flood(int type, byte[] content, int count)
      throws IOException, GeneralSecurityException {
    ByteArrayOutputStream batch = new ByteArrayOutputStream();
    for (int i = 0; i < count; i++) {
      batch.writeBytes(outgoing.seal(type, content));
      if (batch.size() > 1 << 14 || i == count - 1) {
        raw.write(batch.toByteArray());
        batch.reset();
      }
    }
  }

  /** Sends as many of a record that isn't encrypted. */
  void sendInClear(int type, byte[] content, int count) throws IOException {
    ByteArrayOutputStream all = new ByteArrayOutputStream();
    for (int i = 0; i < count; i++) {
      all.writeBytes(inClear(type, content));
    }
    raw.write(all.toByteArray());
  }

  /** Sends an update of keys, and uses the next one. */
  void updateKeys(boolean wantsTheSame) throws IOException, GeneralSecurityException {
    send(HANDSHAKE, message(24, new byte[] {(byte) (wantsTheSame ? 1 : 0)}));
    outgoing = outgoing.next();
  }

  /** The next bytes that came inside; what else comes is left out. */
  @Override
  public byte[] read() throws IOException, GeneralSecurityException {
    while (true) {
      byte[] inner = opened(readRecord(raw));
      int type = inner[inner.length - 1];
      if (type == APPLICATION_DATA) {
        return Arrays.copyOf(inner, inner.length - 1);
      }
      if (type == ALERT) {
        throw new IOException("Alert " + inner[1]);
      }
      if (type == HANDSHAKE && inner[0] == 24) {
        incoming = incoming.next();
      }
    }
  }

  @Override
  public void close() throws IOException {
    raw.close();
  }
}
