package dev.weir.integration.examples;

import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.integration.process.RunningServer;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class ChatIT extends OnBothTransports {
  private RunningServer chat;

  /** For each test, as the next would be told of who leaves at its end. */
  @BeforeEach
  void start() {
    chat = Examples.start("chat", transport);
  }

  @AfterEach
  void stop() {
    chat.close();
  }

  @Test
  void tellsEverybodyWhatOneSaysAndWhoComesAndLeaves() throws IOException {
    try (Visitor ann = new Visitor();
        Visitor bob = new Visitor()) {
      ann.say("Ann");
      assertThat(ann.hears()).isEqualTo("* Ann came (1 here)");
      bob.say("Bob");
      assertThat(bob.hears()).isEqualTo("* Bob came (2 here)");
      assertThat(ann.hears()).isEqualTo("* Bob came (2 here)");
      try (Visitor cy = new Visitor()) {
        cy.say("Cy");
        assertThat(cy.hears()).isEqualTo("* Cy came (3 here)");
        assertThat(ann.hears()).isEqualTo("* Cy came (3 here)");
        assertThat(bob.hears()).isEqualTo("* Cy came (3 here)");
        bob.say("Grüße!");
        assertThat(ann.hears()).isEqualTo("Bob: Grüße!");
        assertThat(bob.hears()).isEqualTo("Bob: Grüße!");
        assertThat(cy.hears()).isEqualTo("Bob: Grüße!");
      }
      assertThat(ann.hears()).isEqualTo("* Cy left");
      assertThat(bob.hears()).isEqualTo("* Cy left");
    }
  }

  @Test
  void whoseLineIsTooLongIsNotHereAnyMore() throws IOException {
    try (Visitor ann = new Visitor();
        Visitor bob = new Visitor()) {
      ann.say("Ann");
      assertThat(ann.hears()).isEqualTo("* Ann came (1 here)");
      ann.say("x".repeat(2 << 20));
      assertThat(ann.hears()).isNull();
      bob.say("Bob");
      assertThat(bob.hears()).isIn("* Bob came (1 here)", "* Ann left");
    }
  }

  private final class Visitor implements AutoCloseable {
    private final Socket socket;
    private final BufferedReader lines;

    Visitor() throws IOException {
      socket = chat.connect();
      lines =
          new BufferedReader(
              new InputStreamReader(socket.getInputStream(), StandardCharsets.UTF_8));
    }

    void say(String line) throws IOException {
      socket.getOutputStream().write((line + "\n").getBytes(StandardCharsets.UTF_8));
    }

    String hears() throws IOException {
      return lines.readLine();
    }

    @Override
    public void close() throws IOException {
      socket.close();
    }
  }
}
