package dev.weir.testkit.protocol;

import dev.weir.Bytes;
import dev.weir.LentBytes;
import dev.weir.spi.protocol.Protocol;
import dev.weir.spi.protocol.ProtocolContext;
import dev.weir.spi.protocol.ProtocolHandler;
import dev.weir.spi.protocol.ProtocolSetup;
import dev.weir.spi.transport.ByteStream;
import dev.weir.spi.transport.CloseCause;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** The suite holds for a protocol that is right: lines, answered in capital letters, in order. */
class LineProtocolComplianceTest extends ProtocolCompliance {
  @Override
  public Protocol protocol() {
    return new LineProtocol();
  }

  @Override
  public List<Conversation> conversations() {
    return List.of(
        Conversation.of("one line", "hello\n").answered("HELLO\n"),
        Conversation.of("three lines", "a\n\nbcd\n").answered("A\n\nBCD\n"),
        Conversation.of("a line that isn't ended", "a\nb").answered("A\n"));
  }

  private static final class LineProtocol implements Protocol {
    @Override
    public String name() {
      return "line";
    }

    @Override
    public StreamOpener bind(ProtocolSetup setup) {
      return context -> new LineHandler(setup, context);
    }
  }

  private static final class LineHandler implements ProtocolHandler {
    private final ProtocolSetup setup;
    private final ProtocolContext context;
    private final ByteStream stream;
    private boolean answering;
    private boolean closing;
    private int looked;

    LineHandler(ProtocolSetup setup, ProtocolContext context) {
      this.setup = setup;
      this.context = context;
      this.stream = context.stream();
    }

    @Override
    public int input(LentBytes input) {
      int end = input.indexOf((byte) '\n', looked);
      if (end < 0) {
        looked = input.remaining();
        return looked + 1;
      }
      looked = 0;
      String line = input.readLatin1(end + 1);
      answering = true;
      stream.pauseReading();
      var unused =
          context
              .dispatcher()
              .dispatch(setup.dispatch(), () -> line.toUpperCase(Locale.ROOT), this::answer);
      return 0;
    }

    private void answer(@Nullable String line, @Nullable Throwable failure) {
      answering = false;
      if (line != null) {
        stream.output().write(Bytes.utf8(line));
      }
      if (closing) {
        stream.close();
      } else {
        stream.resumeReading();
      }
    }

    @Override
    public void inputEnded(LentBytes rest) {
      stream.close();
    }

    @Override
    public void drain() {
      closing = true;
      if (!answering) {
        stream.close();
      }
    }

    @Override
    public void closed(CloseCause cause) {}
  }
}
