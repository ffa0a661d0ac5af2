package dev.weir.core.tcp;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.spi.ILoggingEvent;
import dev.weir.core.fake.CapturedLog;
import dev.weir.core.fake.FakeDoor;
import dev.weir.core.fake.FakeSetup;
import dev.weir.core.fake.FakeStream;
import dev.weir.tcp.Framing;
import dev.weir.tcp.Session;
import java.time.Duration;
import org.junit.jupiter.api.Test;

class PeerFaultsTest extends TcpFixture {
  /** A length that no other test has, since all log to the same place. */
  private static final byte[] TOO_LONG = {0x12, 0x34, 0x56, 0x78};

  private static final String LENGTH = String.valueOf(0x12345678);

  @Test
  void sessionsThatAreEndedForTheirPeersFaultsAreLoggedOnceInTenSeconds() throws Exception {
    FakeDoor door =
        open(FakeSetup.standard(), new FrameProtocol(Framing.lengthPrefixed(), Session::send));
    try (CapturedLog log = new CapturedLog(FrameStream.class, Level.INFO, PeerFaultsTest::isOurs)) {
      for (int i = 0; i < 50; i++) {
        endBy(door);
      }
      assertThat(log.next().getFormattedMessage()).contains("is ended", LENGTH, "(0 more");
      door.advance(Duration.ofSeconds(11));
      endBy(door);
      assertThat(log.next().getFormattedMessage()).contains("is ended", LENGTH, "(49 more");
    }
  }

  private static void endBy(FakeDoor door) throws Exception {
    FakeStream peer = door.connect();
    peer.send(TOO_LONG);
    peer.awaitTaken(bytes -> peer.sawEnd());
  }

  private static boolean isOurs(ILoggingEvent event) {
    return event.getFormattedMessage().contains(LENGTH);
  }
}
