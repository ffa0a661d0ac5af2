package dev.weir.middleware.ratelimit;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import io.github.bucket4j.Bandwidth;
import io.github.bucket4j.Bucket;
import io.github.bucket4j.ConsumptionProbe;
import io.github.bucket4j.TimeMeter;

/**
 * A token bucket a client, in a cache of bounded size: a flood of addresses costs a fixed amount of
 * memory, and at worst gives a client that was forgotten a full bucket.
 */
final class InMemoryRateStore implements RateStore {
  private final Cache<String, Bucket> buckets;
  private final TimeMeter clock;

  InMemoryRateStore(int maxClients) {
    this(maxClients, TimeMeter.SYSTEM_NANOTIME);
  }

  InMemoryRateStore(int maxClients, TimeMeter clock) {
    // Forgetting costs little: where it is due, not on the JVM's common pool, and never late.
    this.buckets = Caffeine.newBuilder().maximumSize(maxClients).executor(Runnable::run).build();
    this.clock = clock;
  }

  @Override
  public long tryTake(String key, Rate rate) {
    ConsumptionProbe probe =
        buckets.get(key, unused -> newBucket(rate)).tryConsumeAndReturnRemaining(1);
    return probe.isConsumed() ? 0 : Math.max(1, probe.getNanosToWaitForRefill());
  }

  @Override
  public boolean mayBlock() {
    return false;
  }

  /** How many clients are remembered, once the cache has settled. */
  long size() {
    buckets.cleanUp();
    return buckets.estimatedSize();
  }

  private Bucket newBucket(Rate rate) {
    return Bucket.builder()
        .addLimit(
            Bandwidth.builder()
                .capacity(rate.permits())
                .refillGreedy(rate.permits(), rate.period())
                .build())
        .withCustomTimePrecision(clock)
        .build();
  }
}
