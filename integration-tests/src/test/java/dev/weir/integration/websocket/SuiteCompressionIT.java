package dev.weir.integration.websocket;

import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.integration.examples.Examples;
import dev.weir.integration.examples.OnBothTransports;
import dev.weir.integration.process.RunningServer;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.AfterParameterizedClassInvocation;
import org.junit.jupiter.params.BeforeParameterizedClassInvocation;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Groups 12 and 13 of the public suite: permessage-deflate with several contents and parameters.
 * The suite sends 1,000 messages each: {@code -Dproof.websocket.messages=1000}.
 */
@Timeout(value = 480, unit = TimeUnit.SECONDS)
class SuiteCompressionIT extends OnBothTransports {
  private static final int MESSAGES = Integer.getInteger("proof.websocket.messages", 10);
  private static final int WHOLE = Integer.MAX_VALUE >> 1;

  /** From so many octets on, some of what comes back has to be compressed. */
  private static final int WORTHWHILE = 1 << 10;

  private static final String OFFER =
      "permessage-deflate; client_no_context_takeover; client_max_window_bits";
  private static final String FORGETFUL = OFFER + "; server_no_context_takeover";
  private static final String NARROW = "; server_max_window_bits=9";

  /** Of group 13. */
  private static final List<String> OFFERS =
      List.of(
          OFFER,
          FORGETFUL,
          OFFER + NARROW,
          OFFER + "; server_max_window_bits=15",
          FORGETFUL + NARROW,
          FORGETFUL + "; server_max_window_bits=15",
          FORGETFUL + NARROW + ", " + FORGETFUL + ", " + OFFER);

  /**
   * One of them.
   *
   * @param fragment octets of a fragment of what is compressed
   */
  record Compressed(String number, Sample sample, int length, int fragment, String offer) {
    @Override
    public String toString() {
      return number;
    }
  }

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

  @ParameterizedTest(name = "{0}")
  @MethodSource({"contents", "parameters"})
  void behavesAsTheSuiteWants(Compressed one) throws Exception {
    try (FrameClient client = FrameClient.open(conformance, one.offer())) {
      String agreed = client.extensions();
      assertThat(agreed).startsWith("permessage-deflate");
      assertThat(agreed.contains("server_no_context_takeover"))
          .isEqualTo(one.offer().contains("server_no_context_takeover"));
      assertThat(agreed.contains("server_max_window_bits=9")).isEqualTo(one.offer().contains("=9"));
      int opcode = one.sample().opcode();
      boolean everCompressed = one.length() < WORTHWHILE;
      try (Deflating deflating = new Deflating(agreed)) {
        for (int i = 0; i < MESSAGES; i++) {
          byte[] message = one.sample().part(i * one.length(), one.length());
          client.send(
              ClientFrame.fragments(opcode, deflating.deflate(message), one.fragment(), true));
          ServerFrame back = client.next();
          assertThat(back.opcode()).isEqualTo(opcode);
          boolean compressed = back.reserved() == 4;
          everCompressed |= compressed;
          assertThat(compressed ? deflating.inflate(back.payload()) : back.payload())
              .isEqualTo(message);
        }
      }
      assertThat(everCompressed).as("compressed").isTrue();
      client.shakeHandsToClose();
    }
  }

  @Test
  void noCaseIsMissing() {
    assertThat(contents()).hasSize(90);
    assertThat(parameters()).hasSize(126);
  }

  static List<Compressed> contents() {
    List<Compressed> all = new ArrayList<>();
    for (Sample sample : Sample.values()) {
      all.addAll(sizes("12." + (sample.ordinal() + 1), sample, OFFER));
    }
    return all;
  }

  static List<Compressed> parameters() {
    List<Compressed> all = new ArrayList<>();
    for (int i = 0; i < OFFERS.size(); i++) {
      all.addAll(sizes("13." + (i + 1), Sample.JSON, OFFERS.get(i)));
    }
    return all;
  }

  private static List<Compressed> sizes(String group, Sample sample, String offer) {
    List<Compressed> all = new ArrayList<>();
    for (int length : new int[] {16, 64, 256, 1 << 10, 4 << 10}) {
      add(all, group, sample, length, WHOLE, offer);
    }
    for (int fragment : new int[] {WHOLE, 256}) {
      for (int length = 8 << 10; length <= 128 << 10; length *= 2) {
        add(all, group, sample, length, fragment, offer);
      }
    }
    for (int fragment : new int[] {1 << 10, 4 << 10, 32 << 10}) {
      add(all, group, sample, 128 << 10, fragment, offer);
    }
    return all;
  }

  private static void add(
      List<Compressed> all, String group, Sample sample, int length, int fragment, String offer) {
    String number = group + "." + (all.size() + 1);
    all.add(new Compressed(number, sample, length, fragment, offer));
  }
}
