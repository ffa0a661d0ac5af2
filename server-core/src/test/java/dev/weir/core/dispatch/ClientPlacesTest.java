package dev.weir.core.dispatch;

import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.core.dispatch.ClientPlaces.Client;
import java.net.InetSocketAddress;
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
  /** More than are remembered without a place. */
  private static final int MANY = 5_000;

  private final ClientPlaces places = new ClientPlaces(2);

  private Client client(String address) {
    return places.client(new InetSocketAddress(address, 1));
  }

  private Client another(int number) {
    return client("10.0." + (number >> 8) + "." + (number & 0xff));
  }

  @Test
  void aClientHasNoMoreThanItsPlaces() {
    Client client = client("192.0.2.1");
    assertThat(client.tryTake()).isSameAs(client);
    assertThat(client("192.0.2.1").tryTake()).isNotNull();
    assertThat(client("192.0.2.1").tryTake()).isNull();
    assertThat(client.tryTake()).isNull();
    assertThat(client("192.0.2.2").tryTake()).isNotNull();
    client.giveBack();
    assertThat(client("192.0.2.1").tryTake()).isNotNull();
    assertThat(client("192.0.2.1").tryTake()).isNull();
  }

  @Test
  void allOfAnIpv6NetworkAreOneClient() {
    assertThat(client("2001:db8:1:2::1").tryTake()).isNotNull();
    assertThat(client("2001:db8:1:2::2").tryTake()).isNotNull();
    assertThat(client("2001:db8:1:2:3::").tryTake()).isNull();
    assertThat(client("2001:db8:1:3::1").tryTake()).isNotNull();
  }

  @Test
  void manyClientsWithoutAPlaceAreForgotten() {
    for (int i = 0; i < MANY; i++) {
      Client client = another(i);
      assertThat(client.tryTake()).isNotNull();
      client.giveBack();
    }
    assertThat(places.known()).isLessThan(MANY / 2);
  }

  @Test
  void whoHasAPlaceIsNotForgotten() {
    Client client = client("192.0.2.1");
    assertThat(client.tryTake()).isNotNull();
    for (int i = 0; i < MANY; i++) {
      another(i);
    }
    assertThat(client("192.0.2.1")).isSameAs(client);
    assertThat(client("192.0.2.1").tryTake()).isNotNull();
    assertThat(client.tryTake()).isNull();
  }

  @Test
  void whoWasForgottenIsCountedAgainWhereverItIsKnown() {
    Client kept = client("192.0.2.1");
    for (int i = 0; i < MANY; i++) {
      another(i);
    }
    Client found = client("192.0.2.1");
    assertThat(found).as("the one that was forgotten").isNotSameAs(kept);
    assertThat(kept.tryTake()).isSameAs(found);
    assertThat(found.tryTake()).isSameAs(found);
    assertThat(kept.tryTake()).isNull();
    found.giveBack();
    assertThat(kept.tryTake()).isSameAs(found);
  }

  @Test
  void whoWasForgottenIsRememberedWithItsNextPlace() {
    Client kept = client("192.0.2.1");
    for (int i = 0; i < MANY; i++) {
      another(i);
    }
    assertThat(kept.tryTake()).isSameAs(kept);
    assertThat(client("192.0.2.1")).isSameAs(kept);
  }

  @Test
  void whatIsLetInAnywayIsCounted() {
    Client client = client("192.0.2.1");
    for (int i = 0; i < 3; i++) {
      assertThat(client.take()).isSameAs(client);
    }
    assertThat(client.tryTake()).isNull();
    client.giveBack();
    assertThat(client.tryTake()).isNull();
    client.giveBack();
    assertThat(client.tryTake()).isNotNull();
  }

  @Test
  void peersWithoutAnIpAddressAndThoseWhoSpeakForManyAreNotCounted() {
    for (int i = 0; i < 5; i++) {
      assertThat(places.client(UnixDomainSocketAddress.of("")).tryTake()).isNotNull();
      assertThat(places.uncounted().tryTake()).isNotNull();
    }
    assertThat(places.known()).isZero();
  }

  /** While others come in such numbers that it is forgotten again and again. */
  @Test
  void manyThreadsNeverHaveMoreThanTheLimit() throws Exception {
    AtomicInteger held = new AtomicInteger();
    AtomicInteger most = new AtomicInteger();
    Callable<Integer> takeAndGive =
        () -> {
          Client client = client("192.0.2.1");
          int had = 0;
          for (int i = 0; i < 20_000; i++) {
            Client place = client.tryTake();
            if (place != null) {
              had++;
              most.accumulateAndGet(held.incrementAndGet(), Math::max);
              held.decrementAndGet();
              place.giveBack();
            }
          }
          return had;
        };
    Callable<Integer> comeAndGo =
        () -> {
          for (int i = 0; i < 50_000; i++) {
            another(i);
          }
          return 0;
        };
    int had = 0;
    try (ExecutorService threads = Executors.newFixedThreadPool(5)) {
      List<Callable<Integer>> all = new ArrayList<>();
      all.add(comeAndGo);
      for (int i = 0; i < 4; i++) {
        all.add(takeAndGive);
      }
      for (Future<Integer> each : threads.invokeAll(all)) {
        had += each.get();
      }
    }
    assertThat(had).isPositive();
    assertThat(most.get()).isLessThanOrEqualTo(2);
    assertThat(client("192.0.2.1").tryTake()).isNotNull();
    assertThat(client("192.0.2.1").tryTake()).isNotNull();
    assertThat(client("192.0.2.1").tryTake()).isNull();
  }
}
