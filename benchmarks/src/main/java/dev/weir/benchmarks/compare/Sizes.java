package dev.weir.benchmarks.compare;

/** Numbers of bytes, in words. */
final class Sizes {
  private Sizes() {}

  static String format(long bytes) {
    if (bytes >= 1 << 20) {
      return (bytes >> 20) + " MiB";
    }
    return bytes >= 1 << 10 ? (bytes >> 10) + " KiB" : bytes + " bytes";
  }
}
