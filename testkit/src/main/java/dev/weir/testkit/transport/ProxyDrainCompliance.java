package dev.weir.testkit.transport;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;

import dev.weir.Limits;
import dev.weir.spi.transport.CloseCause;
import dev.weir.spi.transport.EventLoop;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/** The end of accepting, behind proxies: those that said nothing aren't waited for, others are. */
interface ProxyDrainCompliance extends TransportFixture {
  private Harness startProxied() throws Exception {
    Limits patient = Limits.defaults().with(Limits.PROXY_HEADER_TIMEOUT, Duration.ofHours(1));
    return Harness.start(ProxiedTransport.trustingAll(newTransport()), patient, Script.echo());
  }

  private static byte[] ascii(String text) {
    return text.getBytes(StandardCharsets.US_ASCII);
  }

  static void stopAccepting(Harness harness) throws Exception {
    assertNull(harness.binding().close().toCompletableFuture().get(20, TimeUnit.SECONDS));
    for (EventLoop loop : harness.transport().loops()) { // they have been told then
      assertNull(CompletableFuture.runAsync(() -> {}, loop).get(20, TimeUnit.SECONDS));
    }
  }

  @Test
  default void aProxyThatSaysNothingIsClosedWhenAcceptingEnds() throws Exception {
    try (Harness harness = startProxied();
        Peer silent = harness.dial();
        Peer busy = harness.dial()) {
      busy.write(ascii(ProxyCompliance.VERSION_ONE + "before"));
      assertEquals("before", new String(busy.readExactly(6), StandardCharsets.US_ASCII));
      stopAccepting(harness);
      harness.pass(Duration.ofSeconds(1));
      assertEquals(0, silent.readToEnd().length, "an orderly end");
      busy.write(ascii("after"));
      assertEquals("after", new String(busy.readExactly(5), StandardCharsets.US_ASCII));
    }
  }

  @Test
  default void aProxyInTheMiddleOfItsHeaderIsServedAfterAcceptingHasEnded() throws Exception {
    String header = ProxyCompliance.VERSION_ONE;
    try (Harness harness = startProxied();
        Peer halfway = harness.dial();
        Peer silent = harness.dial()) {
      halfway.write(ascii(header.substring(0, 20)));
      try (Peer other = harness.dial()) { // so that the half has arrived
        other.write(ascii(header + "x"));
        assertEquals('x', other.readExactly(1)[0]);
        assertFalse(harness.next().isEnded());
      }
      stopAccepting(harness);
      harness.pass(Duration.ofSeconds(1));
      assertEquals(0, silent.readToEnd().length); // whoever said nothing is gone by now
      halfway.write(ascii(header.substring(20) + "hello"));
      assertEquals("hello", new String(halfway.readExactly(5), StandardCharsets.US_ASCII));
      halfway.finish();
      assertEquals(CloseCause.Kind.FINISHED, harness.next().awaitEnd().kind());
    }
  }
}
