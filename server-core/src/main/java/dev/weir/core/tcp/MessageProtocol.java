package dev.weir.core.tcp;

import dev.weir.Bytes;
import dev.weir.MediaType;
import dev.weir.StartException;
import dev.weir.TypeOf;
import dev.weir.codec.Codec;
import dev.weir.codec.Decoder;
import dev.weir.codec.Encoder;
import dev.weir.spi.protocol.Protocol;
import dev.weir.spi.protocol.ProtocolSetup;
import dev.weir.tcp.FrameHandler;
import dev.weir.tcp.Framing;
import dev.weir.tcp.MessageHandler;
import dev.weir.tcp.Session;
import java.io.IOException;

/** Sessions of typed messages: a codec between the frames and the handler. */
final class MessageProtocol<I, O> implements Protocol {
  private final Framing framing;
  private final MediaType mediaType;
  private final TypeOf<I> incoming;
  private final TypeOf<O> outgoing;
  private final MessageHandler<I, O> handler;

  MessageProtocol(
      Framing framing,
      MediaType mediaType,
      TypeOf<I> incoming,
      TypeOf<O> outgoing,
      MessageHandler<I, O> handler) {
    this.framing = framing;
    this.mediaType = mediaType;
    this.incoming = incoming;
    this.outgoing = outgoing;
    this.handler = handler;
  }

  @Override
  public String name() {
    return "messages";
  }

  @Override
  public StreamOpener bind(ProtocolSetup setup) {
    Codec codec = setup.codec(mediaType);
    Decoder<I> decoder = codec.decoder(incoming);
    if (decoder == null) {
      throw new StartException(
          "Codec %s can't read %s, the messages that come in by door %s"
              .formatted(codec.name(), incoming, setup.door()));
    }
    Encoder<O> encoder = codec.encoder(outgoing);
    if (encoder == null) {
      throw new StartException(
          "Codec %s can't write %s, the messages that leave by door %s"
              .formatted(codec.name(), outgoing, setup.door()));
    }
    return new FrameProtocol(framing, session -> messages(session, decoder, encoder)).bind(setup);
  }

  private FrameHandler messages(Session session, Decoder<I> decoder, Encoder<O> encoder) {
    EncodingSession<O> own = new EncodingSession<>(session, encoder);
    return (handed, frame) -> {
      I message = decode(decoder, frame);
      // Middleware may hand on a session of its own.
      handler.handle(handed == session ? own : new EncodingSession<>(handed, encoder), message);
    };
  }

  private I decode(Decoder<I> decoder, Bytes frame) throws IOException {
    try {
      return decoder.decode(frame);
    } catch (IOException e) {
      throw new UndecodableMessageException(incoming, e);
    }
  }
}
