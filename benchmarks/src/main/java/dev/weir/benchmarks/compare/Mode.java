package dev.weir.benchmarks.compare;

/** What a server is asked to serve, by the names that its command line takes. */
enum Mode {
  h1,
  tcp,
  udp
}
