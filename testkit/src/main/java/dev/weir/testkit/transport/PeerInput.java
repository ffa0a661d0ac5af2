package dev.weir.testkit.transport;

import java.io.IOException;
import java.io.InputStream;
import java.util.Objects;

/** What a peer reads, as a stream. */
final class PeerInput extends InputStream {
  private final Peer peer;

  PeerInput(Peer peer) {
    this.peer = peer;
  }

  @Override
  public int read() throws IOException {
    byte[] one = new byte[1];
    return peer.read(one) < 0 ? -1 : one[0] & 0xff;
  }

  @Override
  public int read(byte[] target, int offset, int length) throws IOException {
    Objects.checkFromIndexSize(offset, length, target.length);
    if (length == 0) {
      return 0; // a peer would wait for a byte
    }
    byte[] part = new byte[length];
    int count = peer.read(part);
    System.arraycopy(part, 0, target, offset, Math.max(0, count));
    return count;
  }
}
