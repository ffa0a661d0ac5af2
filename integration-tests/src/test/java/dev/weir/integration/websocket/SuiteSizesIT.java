package dev.weir.integration.websocket;

import static dev.weir.integration.websocket.ClientFrame.BINARY;
import static dev.weir.integration.websocket.ClientFrame.TEXT;
import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.integration.examples.Examples;
import dev.weir.integration.examples.OnBothTransports;
import dev.weir.integration.process.RunningServer;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.AfterParameterizedClassInvocation;
import org.junit.jupiter.params.BeforeParameterizedClassInvocation;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Groups 9 and 10 of the public suite: big messages, fragmented, chopped, and many of them. */
class SuiteSizesIT extends OnBothTransports {
  private static final int KIB = 1 << 10;
  private static final int MIB = 1 << 20;

  private static RunningServer conformance;

  @BeforeParameterizedClassInvocation
  static void start(String transport) {
    conformance = Examples.start("conformance", transport);
  }

  @AfterParameterizedClassInvocation
  static void stop() {
    if (conformance != null) {
      conformance.close();
      conformance = null;
    }
  }

  /**
   * One of them.
   *
   * @param fragment octets of a fragment
   * @param chop octets of a write
   * @param count of the messages, each sent once the one before it has come back
   */
  record Sized(String number, int opcode, int length, int fragment, int chop, int count) {
    static Sized whole(String number, int opcode, int length) {
      return new Sized(number, opcode, length, Integer.MAX_VALUE >> 1, Integer.MAX_VALUE >> 1, 1);
    }

    Sized fragmented(int octets) {
      return new Sized(number, opcode, length, octets, chop, count);
    }

    Sized chopped(int octets) {
      return new Sized(number, opcode, length, fragment, octets, count);
    }

    Sized times(int times) {
      return new Sized(number, opcode, length, fragment, chop, times);
    }

    /** Its octets tell where they stand, but for those that would be no text. */
    byte[] message() {
      byte[] message = new byte[length];
      for (int i = 0; i < length; i++) {
        message[i] = (byte) (opcode == TEXT ? ' ' + i % 95 : i % 251);
      }
      return message;
    }

    @Override
    public String toString() {
      return number;
    }
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("sizes")
  void behavesAsTheSuiteWants(Sized one) throws IOException {
    byte[] message = one.message();
    ClientFrame[] frames = ClientFrame.fragments(one.opcode(), message, one.fragment());
    try (FrameClient client = FrameClient.open(conformance)) {
      for (int i = 0; i < one.count(); i++) {
        client.sendChopped(one.chop(), frames);
        ServerFrame back = client.next();
        assertThat(back.opcode()).isEqualTo(one.opcode());
        assertThat(back.payload()).isEqualTo(message);
      }
      client.shakeHandsToClose();
    }
  }

  @Test
  void noCaseIsMissing() {
    assertThat(sizes()).hasSize(54 + 1);
  }

  static List<Sized> sizes() {
    List<Sized> all = new ArrayList<>();
    for (int opcode : new int[] {TEXT, BINARY}) {
      int number = 1;
      for (int length : new int[] {64 * KIB, 256 * KIB, MIB, 4 * MIB, 8 * MIB, 16 * MIB}) {
        all.add(Sized.whole("9." + opcode + "." + number++, opcode, length));
      }
      number = 1;
      for (int octets = 64; octets <= 4 * MIB; octets *= 4) {
        all.add(
            Sized.whole("9." + (2 + opcode) + "." + number++, opcode, 4 * MIB).fragmented(octets));
      }
      number = 1;
      for (int octets = 64; octets <= 2 * KIB; octets *= 2) {
        all.add(Sized.whole("9." + (4 + opcode) + "." + number++, opcode, MIB).chopped(octets));
      }
      number = 1;
      for (int length : new int[] {0, 16, 64, 256, KIB, 4 * KIB}) {
        all.add(Sized.whole("9." + (6 + opcode) + "." + number++, opcode, length).times(1_000));
      }
    }
    all.add(Sized.whole("10.1.1", TEXT, 64 * KIB).fragmented(1_300));
    return all;
  }
}
