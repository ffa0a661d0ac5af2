/** The compliance kit for plugin authors, the in-memory transport, test clients. */
module dev.weir.testkit {
  requires transitive dev.weir.api;
  requires transitive org.junit.jupiter.api;
  requires java.management;

  exports dev.weir.testkit.codec;
  exports dev.weir.testkit.http;
  exports dev.weir.testkit.memory;
  exports dev.weir.testkit.middleware;
  exports dev.weir.testkit.protocol;
  exports dev.weir.testkit.transport;
}
