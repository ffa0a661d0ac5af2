package dev.weir.core.http1;

import dev.weir.LentBytes;
import dev.weir.http.Headers;
import dev.weir.http.Problem;
import dev.weir.http.Request;
import dev.weir.spi.protocol.ProtocolContext;
import dev.weir.spi.protocol.ProtocolHandler;
import dev.weir.spi.protocol.ProtocolSetup;
import dev.weir.spi.protocol.UpgradeProtocol;
import dev.weir.spi.transport.ByteStream;
import dev.weir.spi.transport.CloseCause;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** Gives back in capitals what it gets, and says goodbye when the server shuts down. */
final class ShoutProtocol implements UpgradeProtocol {
  final List<String> opened = new ArrayList<>();

  @Override
  public String token() {
    return "shout/1";
  }

  @Override
  public Accepted accept(Request request, ProtocolSetup route) {
    if (request.header("x-quiet") != null) {
      throw Problem.of(400, "Shouting quietly can't be done").toException();
    }
    return new Accepted(Headers.of("x-shout", route.dispatch().name()), this::open);
  }

  private ProtocolHandler open(ProtocolContext context) {
    opened.add(context.connection().door());
    return new Shouting(context.stream());
  }

  private record Shouting(ByteStream stream) implements ProtocolHandler {
    @Override
    public int input(LentBytes input) {
      String text = input.readLatin1(input.remaining()).toUpperCase(Locale.ROOT);
      stream.output().write(text.getBytes(StandardCharsets.ISO_8859_1));
      return 0;
    }

    @Override
    public void inputEnded(LentBytes rest) {
      stream.close();
    }

    @Override
    public void drain() {
      stream.output().write("BYE".getBytes(StandardCharsets.ISO_8859_1));
      stream.close();
    }

    @Override
    public void closed(CloseCause cause) {}
  }
}
