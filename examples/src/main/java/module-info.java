/** Programs that people would deploy or copy. */
module dev.weir.examples {
  requires dev.weir.api;
}
