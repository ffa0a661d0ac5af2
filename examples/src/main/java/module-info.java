/** Programs that people would deploy or copy. */
module dev.weir.examples {
  requires dev.weir.api;
  requires dev.weir.middleware;
  requires info.picocli;

  // picocli sets the options, Jackson reads and writes the records.
  opens dev.weir.examples.bench;
  opens dev.weir.examples.chat;
  opens dev.weir.examples.cli;
  opens dev.weir.examples.conformance;
  opens dev.weir.examples.echoframes;
  opens dev.weir.examples.echotcp;
  opens dev.weir.examples.echoudp;
  opens dev.weir.examples.hello;
  opens dev.weir.examples.rest;
}
