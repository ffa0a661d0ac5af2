package dev.weir.core.dispatch;

import dev.weir.ClientNetwork;
import java.net.SocketAddress;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/**
 * How many of the places one IPv4 address, or one IPv6 network of 64 bits, may take, so that no
 * client takes all. Peers without an IP address aren't counted. Any thread.
 *
 * <p>To look a client up costs some objects, so connections keep what they found. Clients without a
 * place are forgotten once there are many; who still knows one has it remembered again.
 */
public final class ClientPlaces {
  /** So many are remembered without a place; beyond, as many as with one. */
  private static final int FEW = 1 << 10;

  private final int max;
  private final ConcurrentMap<ClientNetwork, Client> clients = new ConcurrentHashMap<>();
  private final Client uncounted = new Client(null);
  private volatile int tidyAt = FEW;

  /** With none taken. */
  public ClientPlaces(int max) {
    this.max = max;
  }

  /** Where the places of the client are counted. */
  public Client client(SocketAddress address) {
    ClientNetwork network = ClientNetwork.of(address);
    if (network == null) {
      return uncounted;
    }
    Client known = clients.get(network);
    return known != null ? known : remembered(new Client(network), network);
  }

  /** One whose places aren't counted: somebody who speaks for many clients. */
  public Client uncounted() {
    return uncounted;
  }

  /** The client of this network; {@code ifNone}, which is in no map, if it isn't known. */
  private Client remembered(Client ifNone, ClientNetwork network) {
    if (clients.size() >= tidyAt) {
      clients.values().forEach(Client::forgetIfIdle);
      tidyAt = Math.max(FEW, 2 * clients.size());
    }
    return clients.compute(network, (key, known) -> known != null ? known : ifNone.begin());
  }

  /** How many clients are known. */
  int known() {
    return clients.size();
  }

  /** One client, and how many places it has. */
  public final class Client {
    private static final int FORGOTTEN = -1;

    private final @Nullable ClientNetwork network;

    /** Becomes, and ceases to be, {@link #FORGOTTEN} under the lock of the map for its network. */
    private final AtomicInteger taken = new AtomicInteger();

    private Client(@Nullable ClientNetwork network) {
      this.network = network;
    }

    private Client begin() {
      taken.set(0);
      return this;
    }

    private void forgetIfIdle() {
      if (network != null) {
        clients.computeIfPresent(
            network,
            (key, known) -> known == this && taken.compareAndSet(0, FORGOTTEN) ? null : known);
      }
    }

    /**
     * Takes a place.
     *
     * @return who has to give it back; null if the client has as many as it may
     */
    public @Nullable Client tryTake() {
      return tryTake(max);
    }

    /** As {@link #tryTake}, whatever the limit. */
    public Client take() {
      Client taking = tryTake(Integer.MAX_VALUE);
      if (taking == null) {
        throw new IllegalStateException("So many aren't in flight");
      }
      return taking;
    }

    private @Nullable Client tryTake(int limit) {
      if (network == null) {
        return this;
      }
      for (int before = taken.get(); before != FORGOTTEN; before = taken.get()) {
        if (before >= limit) {
          return null;
        }
        if (taken.compareAndSet(before, before + 1)) {
          return this;
        }
      }
      return remembered(this, network).tryTake(limit); // another may count it by now
    }

    /** Gives one back. */
    public void giveBack() {
      if (network != null) {
        taken.decrementAndGet();
      }
    }
  }
}
