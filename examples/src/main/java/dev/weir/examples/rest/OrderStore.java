package dev.weir.examples.rest;

import java.util.List;
import java.util.Optional;

/** Where orders are kept. Used by many threads at once; its methods may block. */
public interface OrderStore {
  /** Keeps a new order and gives it its number. */
  Order add(NewOrder order);

  /** Replaces an order; empty if there is none of that number. */
  Optional<Order> replace(long id, NewOrder order);

  /** The order of that number. */
  Optional<Order> find(long id);

  /** The orders in the order they came, from the number given on, at most that many. */
  List<Order> list(long from, int limit);

  /** Removes an order, and says whether it was there. */
  boolean remove(long id);
}
