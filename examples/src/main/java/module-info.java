/** Programs that people would deploy or copy. */
module dev.weir.examples {
  requires dev.weir.api;
  requires dev.weir.middleware;
  requires org.apache.commons.cli;

  // Jackson reads and writes the records.
  opens dev.weir.examples.bench;
  opens dev.weir.examples.rest;
}
