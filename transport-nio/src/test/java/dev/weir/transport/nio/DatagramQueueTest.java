package dev.weir.transport.nio;

import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.Bytes;
import dev.weir.transport.nio.DatagramQueue.Offer;
import java.net.InetSocketAddress;
import org.junit.jupiter.api.Test;

final class DatagramQueueTest {
  private final DatagramQueue queue = new DatagramQueue();

  private Offer offer(int length) {
    return queue.offer(
        Bytes.copyOf(new byte[length]), InetSocketAddress.createUnresolved("test", 1));
  }

  @Test
  void itHoldsNoMoreThanItsCount() {
    assertThat(offer(1)).isEqualTo(Offer.FIRST);
    for (int i = 1; i < 1_024; i++) {
      assertThat(offer(1)).isEqualTo(Offer.BEHIND_OTHERS);
    }
    assertThat(offer(1)).isEqualTo(Offer.REFUSED);
    queue.remove();
    assertThat(offer(1)).isEqualTo(Offer.BEHIND_OTHERS);
  }

  @Test
  void itHoldsNoMoreThanItsBytes() {
    for (int i = 0; i < 16; i++) {
      assertThat(offer(65_000)).isNotEqualTo(Offer.REFUSED);
    }
    assertThat(offer(65_000)).isEqualTo(Offer.REFUSED);
    assertThat(offer(10)).isEqualTo(Offer.BEHIND_OTHERS);
    for (int i = 0; i < 17; i++) {
      queue.remove();
    }
    assertThat(queue.isEmpty()).isTrue();
    assertThat(queue.peek()).isNull();
    assertThat(offer(65_000)).isEqualTo(Offer.FIRST);
  }
}
