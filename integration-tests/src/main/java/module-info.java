/** A user's program, as a named module. */
module app {
  requires dev.weir.api;

  opens app to
      com.fasterxml.jackson.databind;
}
