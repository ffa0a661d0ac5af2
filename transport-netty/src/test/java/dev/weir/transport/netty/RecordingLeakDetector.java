package dev.weir.transport.netty;

import io.netty.util.ResourceLeakDetector;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;

/**
 * Netty's detector of buffers that nobody released, keeping what it finds for {@link LeakTest}. The
 * build names it in a system property, so Netty makes it before the first buffer.
 */
public final class RecordingLeakDetector<T> extends ResourceLeakDetector<T> {
  /** Marks what a test leaks on purpose. */
  static final String ON_PURPOSE = "leaked on purpose";

  /** What was found, each with where the buffer has been. */
  static final Queue<String> LEAKS = new ConcurrentLinkedQueue<>();

  /** For Netty, which looks for this one first, and complains without it. */
  public RecordingLeakDetector(Class<?> resourceType, int samplingInterval, long maxActive) {
    this(resourceType, samplingInterval);
  }

  /** For Netty. */
  public RecordingLeakDetector(Class<?> resourceType, int samplingInterval) {
    super(resourceType, samplingInterval);
  }

  @Override
  protected boolean needReport() {
    return true; // whatever the level of the log
  }

  @Override
  protected void reportTracedLeak(String resourceType, String records) {
    LEAKS.add(resourceType + records);
    if (!records.contains(ON_PURPOSE)) {
      super.reportTracedLeak(resourceType, records);
    }
  }

  @Override
  protected void reportUntracedLeak(String resourceType) {
    LEAKS.add(resourceType);
    super.reportUntracedLeak(resourceType);
  }
}
