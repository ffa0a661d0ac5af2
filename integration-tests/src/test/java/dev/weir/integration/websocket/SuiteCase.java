package dev.weir.integration.websocket;

import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.integration.process.RunningServer;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/**
 * One case of the public suite, under its number there: what is sent, what has to come back, and
 * how it ends.
 */
final class SuiteCase {
  private final String number;
  private final List<Step> steps;

  @FunctionalInterface
  private interface Step {
    void take(FrameClient client) throws IOException;
  }

  private SuiteCase(String number, List<Step> steps) {
    this.number = number;
    this.steps = steps;
  }

  static SuiteCase numbered(String number) {
    return new SuiteCase(number, List.of());
  }

  private SuiteCase then(Step step) {
    List<Step> more = new ArrayList<>(steps);
    more.add(step);
    return new SuiteCase(number, more);
  }

  /** Sends frames in one write. */
  SuiteCase sends(ClientFrame... frames) {
    return then(client -> client.send(frames));
  }

  /** Sends frames, each in a write of its own. */
  SuiteCase sendsSingly(ClientFrame... frames) {
    return then(client -> {
      for (ClientFrame frame : frames) {
        client.send(frame);
      }
    });
  }

  /** Sends frames in writes of so many octets. */
  SuiteCase sendsChopped(int octets, ClientFrame... frames) {
    return then(client -> client.sendChopped(octets, frames));
  }

  /** Sends some octets of a frame. */
  SuiteCase sendsPart(int from, int to, ClientFrame frame) {
    return then(client -> client.sendPart(from, to, frame));
  }

  /** The next frame is this message or pong. */
  SuiteCase gets(ClientFrame expected) {
    return then(client -> {
      ServerFrame frame = client.next();
      assertThat(frame.opcode()).as("opcode").isEqualTo(expected.opcode());
      assertThat(frame.payload()).isEqualTo(expected.payload());
      assertThat(frame.fin()).as("FIN").isTrue();
      assertThat(frame.reserved()).as("reserved bits").isZero();
    });
  }

  /** The client closes; nothing else comes. */
  SuiteCase endsCleanly() {
    return then(FrameClient::shakeHandsToClose);
  }

  /** The server closes with this code: by itself, or as an answer to what was sent. */
  SuiteCase endsWith(int code) {
    return then(client -> client.awaitClose(code));
  }

  void run(RunningServer server) throws IOException {
    try (FrameClient client = FrameClient.open(server)) {
      for (Step step : steps) {
        step.take(client);
      }
    }
  }

  @Override
  public String toString() {
    return number;
  }
}
