package dev.weir.core.routing;

import dev.weir.codec.Codec;
import java.util.ArrayList;
import java.util.List;

/** The codecs of a door: the natural ones of text and bytes, then those found. */
final class Codecs {
  private Codecs() {}

  /** With the natural ones first. */
  static List<Codec> withNatural(List<Codec> found) {
    List<Codec> all = new ArrayList<>();
    all.add(new TextCodec());
    all.add(new BytesCodec());
    all.addAll(found);
    return List.copyOf(all);
  }

  /** What was found, for messages. */
  static String describe(List<Codec> found) {
    return found.isEmpty()
        ? "no codec was found: is weir-codec-json missing?"
        : "the codecs found are " + String.join(", ", found.stream().map(Codec::name).toList());
  }
}
