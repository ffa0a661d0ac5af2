package dev.weir.core.dispatch;

import dev.weir.ClientNetwork;
import java.net.SocketAddress;
import java.util.Objects;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/**
 * How many of the places one IPv4 address, or one IPv6 network of 64 bits, may take, so that no
 * client takes all. Peers without an IP address aren't counted. Any thread; without a lock while a
 * client has places.
 */
public final class ClientPlaces {
  private final int max;
  private final ConcurrentMap<ClientNetwork, Place> taken = new ConcurrentHashMap<>();
  private final Place uncounted = new Place(null);

  /** With none taken. */
  public ClientPlaces(int max) {
    this.max = max;
  }

  /** Takes one; null if the client has as many as it may. */
  public @Nullable Place tryTake(SocketAddress client) {
    ClientNetwork network = ClientNetwork.of(client);
    return network == null ? uncounted : tryTake(network, max);
  }

  /** Takes one, whatever the limit. */
  public Place take(SocketAddress client) {
    ClientNetwork network = ClientNetwork.of(client);
    Place place = network == null ? uncounted : tryTake(network, Integer.MAX_VALUE);
    return Objects.requireNonNull(place, "So many aren't in flight");
  }

  private @Nullable Place tryTake(ClientNetwork network, int limit) {
    while (true) {
      Place place = taken.get(network);
      if (place == null) {
        Place first = new Place(network);
        place = taken.putIfAbsent(network, first);
        if (place == null) {
          return first;
        }
      }
      int before = place.count.get();
      if (before == 0) {
        taken.remove(network, place); // who gave the last one back is about to
      } else if (before >= limit) {
        return null;
      } else if (place.count.compareAndSet(before, before + 1)) {
        return place;
      }
    }
  }

  /** One that isn't counted: of somebody who speaks for many clients. */
  public Place uncounted() {
    return uncounted;
  }

  /** How many clients have a place. */
  int clients() {
    return taken.size();
  }

  /** The places of one client. */
  public final class Place {
    private final @Nullable ClientNetwork network;

    /** Once it is 0 it stays so: then the client's next places are counted anew. */
    private final AtomicInteger count = new AtomicInteger(1);

    private Place(@Nullable ClientNetwork network) {
      this.network = network;
    }

    /** Takes one more, whatever the limit, for what goes on from one that isn't given back yet. */
    public Place another() {
      if (network != null) {
        count.incrementAndGet();
      }
      return this;
    }

    /** Gives one back. */
    public void giveBack() {
      if (network != null && count.decrementAndGet() == 0) {
        taken.remove(network, this);
      }
    }
  }
}
