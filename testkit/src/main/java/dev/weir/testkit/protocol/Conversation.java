package dev.weir.testkit.protocol;

import dev.weir.Bytes;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/**
 * What one client sends on one connection, up to its FIN. Afterwards the protocol answers what is
 * to be answered, always the same, and closes.
 *
 * @param name for messages
 * @param sent what the client sends, good or bad
 * @param answer what it is answered, or null if that is whatever comes when it isn't split
 */
public record Conversation(String name, Bytes sent, @Nullable Bytes answer) {
  /** Of text, each character a byte (Latin-1). */
  public static Conversation of(String name, String sent) {
    return new Conversation(name, latin1(sent), null);
  }

  /** With the answer expected. */
  public Conversation answered(String text) {
    return new Conversation(name, sent, latin1(text));
  }

  private static Bytes latin1(String text) {
    return Bytes.copyOf(text.getBytes(StandardCharsets.ISO_8859_1));
  }

  @Override
  public String toString() {
    return name;
  }
}
