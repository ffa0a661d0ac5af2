/** The compliance kit for plugin authors, the in-memory transport, test clients. */
module dev.weir.testkit {
  requires transitive dev.weir.api;
  requires transitive org.junit.jupiter.api;

  exports dev.weir.testkit.memory;
  exports dev.weir.testkit.transport;
}
