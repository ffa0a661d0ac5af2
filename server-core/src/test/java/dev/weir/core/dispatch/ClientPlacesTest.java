package dev.weir.core.dispatch;

import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.core.dispatch.ClientPlaces.Place;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.net.UnixDomainSocketAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class ClientPlacesTest {
  private final ClientPlaces places = new ClientPlaces(2);

  private static SocketAddress client(String address) {
    return new InetSocketAddress(address, 1);
  }

  @Test
  void aClientHasNoMoreThanItsPlaces() {
    Place first = places.tryTake(client("192.0.2.1"));
    assertThat(first).isNotNull();
    assertThat(places.tryTake(client("192.0.2.1"))).isNotNull();
    assertThat(places.tryTake(client("192.0.2.1"))).isNull();
    assertThat(places.tryTake(client("192.0.2.2"))).isNotNull();
    first.giveBack();
    assertThat(places.tryTake(client("192.0.2.1"))).isNotNull();
    assertThat(places.tryTake(client("192.0.2.1"))).isNull();
  }

  @Test
  void allOfAnIpv6NetworkAreOneClient() {
    assertThat(places.tryTake(client("2001:db8:1:2::1"))).isNotNull();
    assertThat(places.tryTake(client("2001:db8:1:2::2"))).isNotNull();
    assertThat(places.tryTake(client("2001:db8:1:2:3::"))).isNull();
    assertThat(places.tryTake(client("2001:db8:1:3::1"))).isNotNull();
  }

  @Test
  void whoHasNoPlaceIsForgotten() {
    Place first = places.tryTake(client("192.0.2.1"));
    Place second = places.tryTake(client("192.0.2.1"));
    assertThat(first).isNotNull();
    assertThat(second).isNotNull();
    first.giveBack();
    assertThat(places.clients()).isEqualTo(1);
    second.giveBack();
    assertThat(places.clients()).isZero();
  }

  @Test
  void whatGoesOnFromAPlaceIsCountedButNotRefused() {
    Place first = places.tryTake(client("192.0.2.1"));
    Place second = places.tryTake(client("192.0.2.1"));
    assertThat(first).isNotNull();
    assertThat(second).isNotNull();
    Place third = second.another();
    first.giveBack();
    assertThat(places.tryTake(client("192.0.2.1"))).isNull();
    second.giveBack();
    third.giveBack();
    assertThat(places.clients()).isZero();
  }

  @Test
  void whatIsLetInAnywayIsCounted() {
    Place first = places.take(client("192.0.2.1"));
    Place second = places.take(client("192.0.2.1"));
    Place third = places.take(client("192.0.2.1"));
    assertThat(places.tryTake(client("192.0.2.1"))).isNull();
    first.giveBack();
    assertThat(places.tryTake(client("192.0.2.1"))).isNull();
    second.giveBack();
    third.giveBack();
    assertThat(places.clients()).isZero();
  }

  @Test
  void peersWithoutAnIpAddressAndThoseWhoSpeakForManyAreNotCounted() {
    for (int i = 0; i < 5; i++) {
      assertThat(places.tryTake(UnixDomainSocketAddress.of(""))).isNotNull();
      places.uncounted().giveBack();
    }
    assertThat(places.clients()).isZero();
  }

  @Test
  void manyThreadsNeverHaveMoreThanTheLimitAndLeaveNothing() throws Exception {
    AtomicInteger held = new AtomicInteger();
    AtomicInteger most = new AtomicInteger();
    Callable<Integer> takeAndGive =
        () -> {
          int had = 0;
          for (int i = 0; i < 20_000; i++) {
            Place place = places.tryTake(client("192.0.2.1"));
            if (place != null) {
              had++;
              most.accumulateAndGet(held.incrementAndGet(), Math::max);
              held.decrementAndGet();
              place.giveBack();
            }
          }
          return had;
        };
    int had = 0;
    try (ExecutorService threads = Executors.newFixedThreadPool(4)) {
      List<Callable<Integer>> all = new ArrayList<>();
      for (int i = 0; i < 4; i++) {
        all.add(takeAndGive);
      }
      for (Future<Integer> each : threads.invokeAll(all)) {
        had += each.get();
      }
    }
    assertThat(had).isPositive();
    assertThat(most.get()).isLessThanOrEqualTo(2);
    assertThat(places.clients()).isZero();
  }
}
