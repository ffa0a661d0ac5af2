package dev.weir.testkit.protocol;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.weir.Bytes;
import dev.weir.Dispatch;
import dev.weir.Limits;
import dev.weir.codec.Codec;
import dev.weir.spi.protocol.Protocol;
import dev.weir.testkit.memory.Link;
import dev.weir.testkit.memory.Link.Direction;
import dev.weir.testkit.memory.MemoryClient;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.function.ThrowingConsumer;

/**
 * What must hold for every protocol. Extend it, and give a protocol and conversations with it. It
 * runs over memory, without a server around it. Bytes that were lent and are read after the call
 * throw, and so fail every test here; so does input that a paused stream gets, which none does.
 */
public abstract class ProtocolCompliance {
  private static final int CLIENTS = 50;

  /** For subclasses. */
  protected ProtocolCompliance() {}

  /** The protocol; a new one for each test. */
  public abstract Protocol protocol();

  /** Conversations, good and bad; at least one. */
  public abstract List<Conversation> conversations();

  /** The limits of the door. */
  public Limits limits() {
    return Limits.defaults();
  }

  /** The thread of the door's handlers. */
  public Dispatch dispatch() {
    return Dispatch.VIRTUAL_THREAD;
  }

  /** The codecs that the protocol finds. */
  public List<Codec> codecs() {
    return List.of();
  }

  @Test
  void theNameIsLowerCaseWithHyphens() {
    assertTrue(protocol().name().matches("[a-z][a-z0-9.]*(-[a-z0-9.]+)*"), protocol().name());
  }

  @TestFactory
  Stream<DynamicTest> aConversationHasTheSameAnswerWhereverItIsSplit() {
    return each(conversation -> {
      try (ProtocolHarness harness = new ProtocolHarness(this)) {
        Bytes whole = answer(harness, conversation, Link.perfect());
        Bytes expected = conversation.answer();
        if (expected != null) {
          assertEquals(expected.utf8(), whole.utf8());
        }
        for (int at = 1; at < conversation.sent().length(); at++) {
          assertEquals(
              whole.utf8(),
              answer(harness, conversation, Link.splitAt(Direction.TO_SERVER, at)).utf8(),
              "split at byte " + at);
        }
        assertEquals(whole, answer(harness, conversation, Link.byteByByte()), "byte by byte");
        assertNothingIsWrong(harness);
      }
    });
  }

  @TestFactory
  Stream<DynamicTest> aConversationThatBreaksAtAnyByteLeavesNothing() {
    return each(conversation -> {
      try (ProtocolHarness harness = new ProtocolHarness(this)) {
        for (int at = 0; at < conversation.sent().length(); at++) {
          MemoryClient client = harness.connect(Link.breakAt(Direction.TO_SERVER, at));
          client.write(conversation.sent().toByteArray());
          client.awaitEnd();
          client.close();
        }
        assertNothingIsWrong(harness);
      }
    });
  }

  @TestFactory
  Stream<DynamicTest> anAnswerThatBreaksAtAnyByteLeavesNothing() {
    return each(conversation -> {
      try (ProtocolHarness harness = new ProtocolHarness(this)) {
        int length = answer(harness, conversation, Link.perfect()).length();
        for (int at = 0; at < length; at++) {
          MemoryClient client = harness.connect(Link.breakAt(Direction.TO_CLIENT, at));
          send(client, conversation);
          client.awaitEnd();
          client.close();
        }
        assertNothingIsWrong(harness);
      }
    });
  }

  @TestFactory
  Stream<DynamicTest> manyClientsAtOnceGetTheirOwnAnswers() {
    return each(conversation -> {
      try (ProtocolHarness harness = new ProtocolHarness(this)) {
        Bytes whole = answer(harness, conversation, Link.perfect());
        List<MemoryClient> clients = new ArrayList<>();
        for (int i = 0; i < CLIENTS; i++) {
          clients.add(harness.connect(Link.byteByByte()));
        }
        for (MemoryClient client : clients) {
          send(client, conversation);
        }
        for (MemoryClient client : clients) {
          assertEquals(whole, Bytes.copyOf(client.readToEnd()));
          client.close();
        }
        assertNothingIsWrong(harness);
      }
    });
  }

  @Test
  void aStreamOnWhichNothingCameClosesAtADrain() throws IOException {
    try (ProtocolHarness harness = new ProtocolHarness(this)) {
      MemoryClient client = harness.connect(Link.perfect());
      harness.settle();
      assertFalse(client.isEnded(), "it was closed before the drain");
      harness.drain();
      client.awaitEnd();
      assertTrue(client.isEnded(), "a drain isn't an abort");
      client.close();
      assertNothingIsWrong(harness);
    }
  }

  @Test
  void aClientThatComesAndGoesIsNoError() throws IOException {
    try (ProtocolHarness harness = new ProtocolHarness(this)) {
      MemoryClient client = harness.connect(Link.perfect());
      client.finish();
      client.awaitEnd();
      assertTrue(client.isEnded(), "a client that sent nothing was reset");
      client.close();
      assertNothingIsWrong(harness);
    }
  }

  @TestFactory
  Stream<DynamicTest> aDrainDuringAConversationStillCloses() {
    return each(conversation -> {
      try (ProtocolHarness harness = new ProtocolHarness(this)) {
        MemoryClient client = harness.connect(Link.perfect());
        client.write(conversation.sent().toByteArray());
        harness.settle();
        harness.drain();
        client.finish();
        client.awaitEnd();
        client.close();
        assertNothingIsWrong(harness);
      }
    });
  }

  private static Bytes answer(ProtocolHarness harness, Conversation conversation, Link link)
      throws IOException {
    try (MemoryClient client = harness.connect(link)) {
      send(client, conversation);
      return Bytes.copyOf(client.readToEnd());
    }
  }

  private static void send(MemoryClient client, Conversation conversation) throws IOException {
    client.write(conversation.sent().toByteArray());
    client.finish();
  }

  private static void assertNothingIsWrong(ProtocolHarness harness) {
    assertEquals(0, harness.openConnections(), "connections that are still open");
    assertEquals(List.of(), harness.violations());
  }

  private Stream<DynamicTest> each(ThrowingConsumer<Conversation> test) {
    return DynamicTest.stream(conversations().stream(), Conversation::name, test);
  }
}
