/** JSON bodies and frames, by Jackson. */
module dev.weir.codec.json {
  requires dev.weir.api;
  requires com.fasterxml.jackson.databind;
}
