package dev.weir.core.websocket;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What a client's bytes mean, read from RFC 6455 as it stands, whole and with no regard to speed.
 */
final class SlowMessages {
  private final byte[] input;
  private final long maxMessage;
  private final List<String> events = new ArrayList<>();
  private int at;
  private @Nullable ByteArrayOutputStream message;
  private int messageOpcode;

  private static final class Refused extends Exception {
    private static final long serialVersionUID = 1L;
  }

  private static final class Incomplete extends Exception {
    private static final long serialVersionUID = 1L;
  }

  private SlowMessages(byte[] input, long maxMessage) {
    this.input = input;
    this.maxMessage = maxMessage;
  }

  /** The events in order, the last of which is "refused" if there is what no client may send. */
  static List<String> read(byte[] input, long maxMessage) {
    SlowMessages slow = new SlowMessages(input, maxMessage);
    try {
      while (slow.frame()) {
        // On to the next.
      }
    } catch (Refused e) {
      slow.events.add("refused");
    } catch (Incomplete e) {
      // There is no more.
    }
    return slow.events;
  }

  private int octet() throws Incomplete {
    if (at == input.length) {
      throw new Incomplete();
    }
    return input[at++] & 0xff;
  }

  private void require(boolean rule) throws Refused {
    if (!rule) {
      throw new Refused();
    }
  }

  private boolean frame() throws Refused, Incomplete {
    int first = octet();
    int second = octet();
    int opcode = first & 0x0f;
    boolean fin = first >= 0x80;
    boolean control = opcode >= 8;
    require((first & 0x70) == 0);
    require(opcode <= 2 || (opcode >= 8 && opcode <= 10));
    require(second >= 0x80);
    long length = second & 0x7f;
    require(!control || (fin && length <= 125));
    if (length >= 126) {
      int count = length == 126 ? 2 : 8;
      length = 0;
      if (input.length - at < count + 4) {
        throw new Incomplete();
      }
      for (int i = 0; i < count; i++) {
        length = length << 8 | octet();
      }
      require(length >= 0 && length >= (count == 2 ? 126 : 65_536));
    }
    byte[] mask = {(byte) octet(), (byte) octet(), (byte) octet(), (byte) octet()};
    if (!control) {
      require(opcode == 0 == (message != null));
      if (message == null) {
        message = new ByteArrayOutputStream();
        messageOpcode = opcode;
      }
      require(message.size() + length <= maxMessage);
    }
    boolean whole = input.length - at >= length;
    if (!whole && control) {
      throw new Incomplete();
    }
    byte[] payload = Arrays.copyOfRange(input, at, (int) Math.min(input.length, at + length));
    at += payload.length;
    for (int i = 0; i < payload.length; i++) {
      payload[i] ^= mask[i % 4];
    }
    if (!control) {
      java.util.Objects.requireNonNull(message).writeBytes(payload);
      require(messageOpcode == 2 || beginsText(message.toByteArray()));
      if (!whole) {
        throw new Incomplete();
      }
    }
    return control ? control(opcode, payload) : data(fin);
  }

  private boolean control(int opcode, byte[] payload) throws Refused {
    if (opcode == 9) {
      events.add("ping " + HexFormat.of().formatHex(payload));
    }
    if (opcode != 8) {
      return true;
    }
    if (payload.length == 0) {
      events.add("close 1005 ");
      return false;
    }
    require(payload.length >= 2);
    int code = (payload[0] & 0xff) * 256 + (payload[1] & 0xff);
    require(code >= 1000 && code < 5000 && (code < 1015 || code >= 3000));
    require(code != 1004 && code != 1005 && code != 1006);
    events.add("close " + code + " " + text(Arrays.copyOfRange(payload, 2, payload.length)));
    return false;
  }

  /** Whether it may be the beginning of well-formed text. */
  private static boolean beginsText(byte[] bytes) {
    CharBuffer text = CharBuffer.allocate(bytes.length + 1);
    return !StandardCharsets.UTF_8
        .newDecoder()
        .decode(ByteBuffer.wrap(bytes), text, false)
        .isError();
  }

  private boolean data(boolean fin) throws Refused {
    if (fin) {
      byte[] whole = java.util.Objects.requireNonNull(message).toByteArray();
      events.add(
          messageOpcode == 1 ? "text " + text(whole) : "bytes " + HexFormat.of().formatHex(whole));
      message = null;
    }
    return true;
  }

  private static String text(byte[] bytes) throws Refused {
    try {
      return StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes)).toString();
    } catch (CharacterCodingException e) {
      throw new Refused();
    }
  }
}
