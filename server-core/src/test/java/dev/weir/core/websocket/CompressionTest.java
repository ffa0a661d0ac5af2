package dev.weir.core.websocket;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.weir.Bytes;
import dev.weir.Dispatch;
import dev.weir.Limits;
import dev.weir.core.websocket.WebSocketFixture.Client;
import dev.weir.http.HttpHandler;
import dev.weir.websocket.WebSocket;
import dev.weir.websocket.WebSockets;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.zip.Deflater;
import java.util.zip.Inflater;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;

/** Messages compressed by permessage-deflate (RFC 7692). */
class CompressionTest {
  private static final HttpHandler ECHO = r -> WebSockets.standard().messages(WebSocket::send);
  private static final String OFFER = "Sec-WebSocket-Extensions: permessage-deflate";

  /** Compresses as a client does: what each message ends with is left out. */
  private static byte[] deflated(Deflater deflater, byte[] plain) {
    deflater.setInput(plain);
    byte[] out = new byte[plain.length * 2 + 100];
    int count = deflater.deflate(out, 0, out.length, Deflater.SYNC_FLUSH);
    return Arrays.copyOf(out, count - 4);
  }

  private static byte[] inflated(Inflater inflater, byte[] compressed) throws Exception {
    byte[] all = Arrays.copyOf(compressed, compressed.length + 4);
    all[all.length - 1] = -1;
    all[all.length - 2] = -1;
    inflater.setInput(all);
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    byte[] part = new byte[1000];
    for (int n = inflater.inflate(part); n > 0; n = inflater.inflate(part)) {
      out.write(part, 0, n);
    }
    return out.toByteArray();
  }

  @Test
  void theRfcsExamplesAreUnderstood() throws Exception {
    try (var http = new WebSocketFixture(Dispatch.EVENT_LOOP, ECHO)) {
      Client client = http.open(OFFER);
      // Section 7.2.3.1 and .2: "Hello", and again by reference to the first.
      client.send(new Frame(Frame.FIN | Frame.RSV1, 1, hex("f248cdc9c90700")));
      client.send(new Frame(Frame.FIN | Frame.RSV1, 1, hex("f200110000")));
      // In two fragments; in a stored block; in a last block; in two blocks.
      client.send(
          new Frame(Frame.RSV1, 1, hex("f248cd")), new Frame(Frame.FIN, 0, hex("c9c90700")));
      client.send(new Frame(Frame.FIN | Frame.RSV1, 1, hex("000500faff48656c6c6f00")));
      client.send(new Frame(Frame.FIN | Frame.RSV1, 1, hex("f348cdc9c9070000")));
      client.send(new Frame(Frame.FIN | Frame.RSV1, 1, hex("f248050000 00ffff cac9c90700")));
      client.send(Frame.text("Hello"));
      assertThat(client.await(7)).extracting(Frame::asText).containsOnly("Hello");
    }
  }

  /** A stream of its own, to its end. */
  private static byte[] stream(String plain) {
    Deflater deflater = new Deflater(9, true);
    deflater.setInput(plain.getBytes(StandardCharsets.UTF_8));
    deflater.finish();
    byte[] out = new byte[plain.length() + 100];
    int count = deflater.deflate(out);
    deflater.end();
    return Arrays.copyOf(out, count);
  }

  @Test
  void aStreamBehindOneThatFillsTheLimitIsReadHoweverItComes() {
    Deflation agreed = new Deflation(false, false, 15, false);
    String most = "x".repeat(100);
    byte[] whole = compressed(stream(most), stream(""), new byte[] {0});
    byte[] tooLong = compressed(stream(most), stream(""), stream("y"));
    for (int step : new int[] {1, 2, 1_000}) {
      assertThat(Events.of(whole, step, most.length(), agreed)).containsExactly("text " + most);
      assertThat(Events.of(tooLong, step, most.length(), agreed)).containsExactly("refused");
    }
  }

  private static byte[] compressed(byte[]... parts) {
    ByteArrayOutputStream payload = new ByteArrayOutputStream();
    for (byte[] part : parts) {
      payload.writeBytes(part);
    }
    return new Frame(Frame.FIN | Frame.RSV1, 1, payload.toByteArray()).masked();
  }

  private static byte[] hex(String text) {
    return java.util.HexFormat.of().parseHex(text.replace(" ", ""));
  }

  @Test
  void messagesGoBothWaysCompressedWithTheContextKept() throws Exception {
    for (String fields :
        List.of("", "; server_no_context_takeover", "; server_max_window_bits=9")) {
      try (var http = new WebSocketFixture(Dispatch.VIRTUAL_THREAD, ECHO)) {
        Client client = http.open(OFFER + fields);
        Deflater deflater = new Deflater(9, true);
        Inflater inflater = new Inflater(true);
        byte[] random = new byte[100];
        new Random(1).nextBytes(random);
        String unlike = java.util.HexFormat.of().formatHex(random);
        List<Integer> sizes = new ArrayList<>();
        for (int i = 0; i < 5; i++) {
          byte[] message = (unlike + i).getBytes();
          client.send(new Frame(Frame.FIN | Frame.RSV1, 1, deflated(deflater, message)));
          Frame got = client.await(i + 1).getLast();
          assertThat(got.bits()).isEqualTo(Frame.FIN | Frame.RSV1);
          assertThat(inflated(inflater, got.payload())).isEqualTo(message);
          sizes.add(got.payload().length);
          if (fields.contains("no_context")) {
            inflater.reset();
          }
        }
        boolean remembers = !fields.contains("no_context");
        assertThat(sizes.get(1) < sizes.get(0) / 2).as(fields).isEqualTo(remembers);
      }
    }
  }

  @Test
  void clientsThatForgetAreUnderstood() throws Exception {
    try (var http = new WebSocketFixture(Dispatch.EVENT_LOOP, ECHO)) {
      Client client = http.open(OFFER + "; client_no_context_takeover");
      for (int i = 1; i <= 3; i++) {
        byte[] compressed = deflated(new Deflater(9, true), "the same text".getBytes());
        client.send(new Frame(Frame.FIN | Frame.RSV1, 1, compressed));
        assertThat(client.await(i).getLast().asText()).isEqualTo("the same text");
      }
    }
  }

  @Test
  void aBombIsRefusedAtTheLimit() throws Exception {
    byte[] bomb = deflated(new Deflater(9, true), new byte[64 << 20]);
    assertThat(bomb).hasSizeLessThan(100_000);
    try (var http =
        new WebSocketFixture(
            Dispatch.EVENT_LOOP, Limits.defaults().with(Limits.MAX_MESSAGE, 100_000L), ECHO)) {
      Client fits = http.open(OFFER);
      byte[] exact = deflated(new Deflater(9, true), new byte[100_000]);
      fits.send(new Frame(Frame.FIN | Frame.RSV1, 2, exact));
      fits.await(1);
      fits.send(
          new Frame(Frame.FIN | Frame.RSV1, 2, deflated(new Deflater(9, true), new byte[100_001])));
      assertThat(fits.awaitClose().code()).isEqualTo(1009);
      Client client = http.open(OFFER);
      client.send(new Frame(Frame.FIN | Frame.RSV1, 2, bomb));
      assertThat(client.awaitClose().code()).isEqualTo(1009);
    }
  }

  @Test
  void whatCantBeInflatedIsRefused() throws Exception {
    try (var http = new WebSocketFixture(Dispatch.EVENT_LOOP, ECHO)) {
      Client client = http.open(OFFER);
      client.send(new Frame(Frame.FIN | Frame.RSV1, 2, hex("ffffffffff")));
      assertThat(client.awaitClose().code()).isEqualTo(1007);
      Client text = http.open(OFFER);
      byte[] latin1 = deflated(new Deflater(9, true), new byte[] {'a', (byte) 0xe9, 'b'});
      text.send(new Frame(Frame.FIN | Frame.RSV1, 1, latin1));
      assertThat(text.awaitClose().code()).isEqualTo(1007);
    }
  }

  @Property(tries = 500)
  void anyMessagesComeOutAsTheyWentIn(
      @ForAll long seed, @ForAll @IntRange(min = 8, max = 15) int bits, @ForAll boolean forgets)
      throws Exception {
    Random random = new Random(seed);
    MessageDeflater deflater = new MessageDeflater(new Deflation(forgets, false, bits, true));
    Inflater inflater = new Inflater(true);
    for (int i = 0; i < 5; i++) {
      byte[] plain = new byte[random.nextInt(5_000)];
      for (int j = 0; j < plain.length; j++) {
        plain[j] = (byte) random.nextInt(1 + random.nextInt(8));
      }
      byte[] compressed = deflater.deflate(Bytes.copyOf(plain)).toByteArray();
      assertThat(inflated(inflater, compressed)).isEqualTo(plain);
    }
    deflater.release();
    inflater.end();
  }

  @Test
  void aSmallerWindowIsKeptTo() throws Exception {
    // A stretch that comes again behind the window: whoever kept to it can't refer to the first.
    byte[] stretch = new byte[250];
    new Random(7).nextBytes(stretch);
    byte[] twice = new byte[2_250];
    System.arraycopy(stretch, 0, twice, 0, 250);
    System.arraycopy(stretch, 0, twice, 2_000, 250);
    assertThat(compressedSize(twice, 15)).isLessThan(compressedSize(twice, 9) - 200);
  }

  private static int compressedSize(byte[] plain, int bits) {
    MessageDeflater deflater = new MessageDeflater(new Deflation(false, false, bits, true));
    int size = deflater.deflate(Bytes.copyOf(plain)).length();
    deflater.release();
    assertThatThrownBy(() -> deflater.deflate(Bytes.copyOf(plain))).isNotNull();
    return size;
  }
}
