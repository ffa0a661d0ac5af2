/** JSON bodies and frames, by Jackson. */
module dev.weir.codec.json {
  requires transitive dev.weir.api;
  requires transitive com.fasterxml.jackson.databind;
  requires com.fasterxml.jackson.datatype.jdk8;
  requires com.fasterxml.jackson.datatype.jsr310;

  exports dev.weir.codec.json;

  provides dev.weir.codec.CodecProvider with
      dev.weir.codec.json.JsonCodecProvider;
}
