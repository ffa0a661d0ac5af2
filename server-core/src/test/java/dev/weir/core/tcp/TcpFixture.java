package dev.weir.core.tcp;

import dev.weir.core.fake.FakeDoor;
import dev.weir.core.fake.FakeSetup;
import dev.weir.spi.protocol.Protocol;
import dev.weir.tcp.TcpHandler;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;

/** What tests of TCP's protocols have in common: doors that are closed in the end, and waiting. */
abstract class TcpFixture {
  private final List<FakeDoor> doors = new ArrayList<>();

  @AfterEach
  final void closeDoors() {
    doors.forEach(FakeDoor::close);
  }

  final FakeDoor open(FakeSetup setup, Protocol protocol) {
    FakeDoor opened = new FakeDoor(protocol, setup);
    doors.add(opened);
    return opened;
  }

  /** A door whose handler reads and writes, and waits for both. */
  final FakeDoor openBlocking(FakeSetup setup, TcpHandler handler) {
    return open(setup, new BlockingProtocol(handler));
  }

  /** One bound door that is served by two loops. */
  final FakeDoor.Pair pair(Protocol protocol, FakeSetup setup) {
    FakeDoor.Pair pair = FakeDoor.pair(protocol, setup);
    doors.add(pair.first());
    doors.add(pair.second());
    return pair;
  }

  static byte[] ascii(String text) {
    return text.getBytes(StandardCharsets.US_ASCII);
  }

  static String ascii(byte[] bytes) {
    return new String(bytes, StandardCharsets.US_ASCII);
  }

  static <T> T get(CompletableFuture<T> future) throws Exception {
    return future.get(30, TimeUnit.SECONDS);
  }
}
