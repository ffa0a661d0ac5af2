package dev.weir.testkit.transport;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/**
 * A client of HTTP/2 that is plain and obvious: literal fields out, frames in. It confirms what has
 * to be confirmed, and answers pings.
 */
final class Http2Peer implements AutoCloseable {
  static final int DATA = 0;
  static final int HEADERS = 1;
  static final int RST_STREAM = 3;
  private static final int SETTINGS = 4;
  private static final int PING = 6;
  private static final int GOAWAY = 7;
  private static final int WINDOW_UPDATE = 8;

  private static final int ACK = 1;
  private static final int END_STREAM = 1;
  private static final int END_HEADERS = 4;

  /** What the static table has from {@code :status: 200} on (RFC 7541, appendix A). */
  private static final int[] STATUSES = {200, 204, 206, 304, 400, 404, 500};

  private static final int STATUS_200 = 0x88;

  private static final byte[] PREFACE =
      "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n".getBytes(StandardCharsets.US_ASCII);

  private final Peer peer;

  /** A frame as it came. */
  record Frame(int type, int flags, int stream, byte[] payload) {
    boolean ends() {
      return (type == DATA || type == HEADERS) && (flags & END_STREAM) != 0;
    }

    boolean isOk() {
      return status() == 200;
    }

    /** The status in this head: an entry of the static table, or three digits with its name. */
    int status() {
      if (type != HEADERS || payload.length == 0) {
        return 0;
      }
      int first = payload[0] & 0xff;
      return first >= STATUS_200 && first < STATUS_200 + STATUSES.length
          ? STATUSES[first - STATUS_200]
          : Integer.parseInt(new String(payload, 2, 3, StandardCharsets.US_ASCII));
    }

    String text() {
      return new String(payload, StandardCharsets.UTF_8);
    }
  }

  private Http2Peer(Peer peer) {
    this.peer = peer;
  }

  static Http2Peer greet(Peer peer) throws IOException {
    Http2Peer client = new Http2Peer(peer);
    peer.write(PREFACE);
    client.send(SETTINGS, 0, 0, new byte[0]);
    return client;
  }

  /** A request, or the head of one. */
  void request(int stream, boolean ends, String... namesAndValues) throws IOException {
    ByteArrayOutputStream block = new ByteArrayOutputStream();
    for (int i = 0; i < namesAndValues.length; i += 2) {
      block.write(0); // a literal that isn't kept, with a literal name
      writeString(block, namesAndValues[i]);
      writeString(block, namesAndValues[i + 1]);
    }
    send(HEADERS, END_HEADERS | (ends ? END_STREAM : 0), stream, block.toByteArray());
  }

  void get(int stream, String path, String... namesAndValues) throws IOException {
    ask(stream, "GET", path, namesAndValues);
  }

  /** A request without a body. */
  void ask(int stream, String method, String path, String... namesAndValues) throws IOException {
    List<String> fields =
        new ArrayList<>(
            List.of(
                ":method", method, ":scheme", "http", ":path", path, ":authority", "localhost"));
    fields.addAll(List.of(namesAndValues));
    request(stream, true, fields.toArray(String[]::new));
  }

  /**
   * A whole answer, or as much of it as came before a reset.
   *
   * @param ended whether it ended in order
   */
  record Answer(int status, String body, boolean ended) {}

  /** Reads the next answer, on a connection with one request at a time. */
  Answer answer() throws IOException {
    Frame head = next();
    StringBuilder body = new StringBuilder();
    Frame last = head;
    while (!last.ends() && last.type() != RST_STREAM) {
      last = next();
      body.append(last.type() == DATA ? last.text() : "");
    }
    return new Answer(head.status(), body.toString(), last.ends());
  }

  private static void writeString(ByteArrayOutputStream block, String text) {
    byte[] bytes = text.getBytes(StandardCharsets.US_ASCII);
    if (bytes.length > 126) {
      throw new IllegalArgumentException("A string that long isn't written here");
    }
    block.write(bytes.length);
    block.writeBytes(bytes);
  }

  void data(int stream, byte[] payload, boolean ends) throws IOException {
    send(DATA, ends ? END_STREAM : 0, stream, payload);
  }

  void reset(int stream) throws IOException {
    send(RST_STREAM, 0, stream, new byte[] {0, 0, 0, 8}); // CANCEL
  }

  private void send(int type, int flags, int stream, byte[] payload) throws IOException {
    ByteBuffer frame = ByteBuffer.allocate(9 + payload.length);
    frame.putInt(payload.length << 8 | type).put((byte) flags).putInt(stream).put(payload);
    peer.write(frame.array());
  }

  /** The next frame of a stream. */
  Frame next() throws IOException {
    while (true) {
      ByteBuffer head = ByteBuffer.wrap(peer.readExactly(9));
      int lengthAndType = head.getInt();
      int flags = head.get();
      int stream = head.getInt() & Integer.MAX_VALUE;
      byte[] payload = peer.readExactly(lengthAndType >>> 8);
      int type = lengthAndType & 0xff;
      switch (type) {
        case SETTINGS, PING -> {
          if ((flags & ACK) == 0) {
            send(type, ACK, 0, type == PING ? payload : new byte[0]);
          }
        }
        case GOAWAY, WINDOW_UPDATE -> {}
        default -> {
          return new Frame(type, flags, stream, payload);
        }
      }
    }
  }

  /** Reads on until the server closes, and answers what is to be answered. */
  void awaitEnd() {
    try {
      while (true) {
        var unused = next();
      }
    } catch (IOException | AssertionError e) {
      // The end, in whatever way it comes.
    }
  }

  @Override
  public void close() throws IOException {
    peer.close();
  }
}
