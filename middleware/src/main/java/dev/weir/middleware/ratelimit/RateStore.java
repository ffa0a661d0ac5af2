package dev.weir.middleware.ratelimit;

import dev.weir.annotation.Preview;

/**
 * Where counts are kept. The default keeps them in this process; several processes behind one
 * balancer share them by a store over an engine of their own (Redis, PostgreSQL, ...). Used by many
 * threads at once.
 */
@Preview
public interface RateStore {
  /**
   * Takes one permit.
   *
   * @param key what is counted: the level, the rate and the client, so one key has one rate
   * @return 0 if it was there, else the nanoseconds until the next one will be
   */
  long tryTake(String key, Rate rate);

  /** Whether {@link #tryTake} may block; then routes of the event loop can't be limited by it. */
  default boolean mayBlock() {
    return true;
  }

  /** Keeps counts in this process, of so many clients at once; who came least is forgotten. */
  static RateStore inMemory(int maxClients) {
    return new InMemoryRateStore(maxClients);
  }
}
