package dev.weir.core.tcp;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.weir.MediaType;
import dev.weir.StartException;
import dev.weir.TypeOf;
import dev.weir.core.fake.FakeDoor;
import dev.weir.core.fake.FakeSetup;
import dev.weir.core.fake.FakeStream;
import dev.weir.core.fake.NumberCodec;
import dev.weir.tcp.Framing;
import dev.weir.tcp.MessageHandler;
import dev.weir.tcp.SessionEnd;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

class MessageProtocolTest extends TcpFixture {
  private static MessageProtocol<Integer, Integer> numbers(
      MediaType type, MessageHandler<Integer, Integer> handler) {
    return new MessageProtocol<>(
        Framing.lines(), type, TypeOf.of(Integer.class), TypeOf.of(Integer.class), handler);
  }

  @Test
  void messagesAreDecodedAndEncoded() throws Exception {
    FakeDoor door =
        open(
            FakeSetup.standard().with(new NumberCodec()),
            numbers(
                NumberCodec.TYPE,
                (session, number) -> {
                  session.send(number * 2);
                  assertThat(session.offer(session.session().isOpen() ? 1 : 0)).isTrue();
                }));
    FakeStream peer = door.connect();
    peer.send(ascii("21\r\n4\r\n"));
    assertThat(ascii(peer.awaitTaken(13))).isEqualTo("42\r\n1\r\n8\r\n1\r\n");
  }

  @Test
  void aFrameThatIsNoMessageEndsItsSessionOnly() throws Exception {
    CompletableFuture<SessionEnd> end = new CompletableFuture<>();
    FakeDoor door =
        open(
            FakeSetup.standard().with(new NumberCodec()),
            numbers(
                NumberCodec.TYPE,
                (session, number) -> {
                  session.session().onEnd(end::complete);
                  session.send(number);
                }));
    FakeStream other = door.connect();
    FakeStream peer = door.connect();
    peer.send(ascii("1\r\nnot a number\r\n2\r\n"));
    peer.awaitTaken(taken -> peer.sawEnd());
    assertThat(ascii(peer.taken())).isEqualTo("1\r\n");
    peer.finish();
    assertThat(((SessionEnd.Failed) get(end)).cause())
        .hasMessageContaining("isn't a java.lang.Integer")
        .hasMessageContaining("not a number");
    other.send(ascii("3\r\n"));
    assertThat(ascii(other.awaitTaken(3))).isEqualTo("3\r\n");
  }

  @Test
  void aMediaTypeWithoutACodecStopsTheStart() {
    assertThatThrownBy(() ->
            numbers(MediaType.parse("application/json"), (session, number) -> {})
                .bind(FakeSetup.standard().with(new NumberCodec())))
        .isInstanceOf(StartException.class);
  }

  @Test
  void aTypeThatTheCodecDoesNotKnowStopsTheStartAndIsNamed() {
    MessageProtocol<String, Integer> reading =
        new MessageProtocol<>(
            Framing.lines(),
            NumberCodec.TYPE,
            TypeOf.of(String.class),
            TypeOf.of(Integer.class),
            (session, text) -> {});
    assertThatThrownBy(() -> reading.bind(FakeSetup.standard().with(new NumberCodec())))
        .isInstanceOf(StartException.class)
        .hasMessageContaining("can't read java.lang.String");
    MessageProtocol<Integer, String> writing =
        new MessageProtocol<>(
            Framing.lines(),
            NumberCodec.TYPE,
            TypeOf.of(Integer.class),
            TypeOf.of(String.class),
            (session, number) -> {});
    assertThatThrownBy(() -> writing.bind(FakeSetup.standard().with(new NumberCodec())))
        .isInstanceOf(StartException.class)
        .hasMessageContaining("can't write java.lang.String");
  }
}
