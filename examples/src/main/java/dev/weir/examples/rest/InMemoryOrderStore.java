package dev.weir.examples.rest;

import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.atomic.AtomicLong;

/** Keeps orders as long as the process lives. */
public final class InMemoryOrderStore implements OrderStore {
  private final ConcurrentSkipListMap<Long, Order> orders = new ConcurrentSkipListMap<>();
  private final AtomicLong lastId = new AtomicLong();

  @Override
  public Order add(NewOrder order) {
    Order placed =
        new Order(lastId.incrementAndGet(), order.item(), order.quantity(), Instant.now());
    orders.put(placed.id(), placed);
    return placed;
  }

  @Override
  public Optional<Order> replace(long id, NewOrder order) {
    return Optional.ofNullable(
        orders.computeIfPresent(
            id, (key, old) -> new Order(id, order.item(), order.quantity(), old.placed())));
  }

  @Override
  public Optional<Order> find(long id) {
    return Optional.ofNullable(orders.get(id));
  }

  @Override
  public List<Order> list(long from, int limit) {
    return orders.tailMap(from, true).values().stream().limit(limit).toList();
  }

  @Override
  public boolean remove(long id) {
    return orders.remove(id) != null;
  }
}
