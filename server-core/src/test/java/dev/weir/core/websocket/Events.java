package dev.weir.core.websocket;

import dev.weir.Bytes;
import dev.weir.LentBytes;
import dev.weir.core.dispatch.GatheredBytes;
import dev.weir.websocket.WebSocketMessage;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What a reader tells of input that comes in parts, as a stream would give it. */
final class Events implements MessageReader.Target {
  private final List<String> told = new ArrayList<>();

  /** Of input that comes in parts of {@code step} bytes. */
  static List<String> of(byte[] input, int step, long maxMessage) {
    return of(input, step, maxMessage, null);
  }

  static List<String> of(byte[] input, int step, long maxMessage, @Nullable Deflation agreed) {
    ContentlessFrames unlimited = new ContentlessFrames(Integer.MAX_VALUE, () -> 0);
    MessageReader reader =
        new MessageReader(
            maxMessage, agreed, unlimited, new GatheredBytes(Long.MAX_VALUE).account());
    Events events = new Events();
    byte[] held = new byte[0];
    int needed = 0;
    try {
      for (int at = 0; at < input.length; at += step) {
        int count = Math.min(step, input.length - at);
        byte[] there = Arrays.copyOf(held, held.length + count);
        System.arraycopy(input, at, there, held.length, count);
        held = there;
        if (held.length < needed) {
          continue;
        }
        LentBytes lent = LentBytes.lend(held, 0, held.length);
        needed = reader.read(lent, events);
        held = Arrays.copyOfRange(held, held.length - lent.remaining(), held.length);
        lent.revoke();
      }
    } catch (WebSocketException e) {
      events.told.add("refused");
    } finally {
      reader.release();
    }
    return events.told;
  }

  @Override
  public boolean message(WebSocketMessage message) {
    told.add(
        switch (message) {
          case WebSocketMessage.Text(String text) -> "text " + text;
          case WebSocketMessage.Binary(Bytes bytes) ->
              "bytes " + HexFormat.of().formatHex(bytes.toByteArray());
        });
    return true;
  }

  @Override
  public void ping(Bytes payload) {
    told.add("ping " + HexFormat.of().formatHex(payload.toByteArray()));
  }

  @Override
  public void close(int code, String reason) {
    told.add("close " + code + " " + reason);
  }
}
