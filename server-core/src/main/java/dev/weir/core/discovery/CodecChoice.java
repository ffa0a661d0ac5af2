package dev.weir.core.discovery;

import dev.weir.MediaType;
import dev.weir.StartException;
import dev.weir.codec.Codec;
import dev.weir.codec.CodecProvider;
import dev.weir.core.config.Configuration;
import java.util.ArrayList;
import java.util.List;

/**
 * The codecs to use, the preferred first.
 *
 * @param codecs those that the code gave, then those found, the highest priority first
 * @param notes what was left out and why, for the line at start
 */
public record CodecChoice(List<Codec> codecs, List<String> notes) {
  /**
   * Makes the codecs.
   *
   * @throws StartException if one can't be made, or two that were found claim one media type with
   *     the same priority
   */
  public static CodecChoice of(
      List<Codec> given, Plugins<CodecProvider> found, Configuration configuration) {
    List<Codec> codecs = new ArrayList<>(given);
    List<Made> made = new ArrayList<>();
    List<String> notes = new ArrayList<>();
    for (FoundPlugin<CodecProvider> plugin : found.all()) {
      if (given.stream().anyMatch(codec -> codec.name().equals(plugin.name()))) {
        notes.add(plugin.name() + " is replaced by the one given in code");
        continue;
      }
      String unavailable = plugin.unavailabilityCause();
      if (unavailable != null) {
        notes.add(plugin.name() + " is unavailable: " + unavailable);
        continue;
      }
      Codec codec =
          plugin.create(provider ->
              provider.create(
                  configuration.plugin(PluginKind.CODEC.word(), plugin.name(), plugin.settings())));
      Made one = new Made(plugin, codec);
      made.forEach(earlier -> refuseTie(earlier, one, given));
      made.add(one);
      codecs.add(codec);
    }
    return new CodecChoice(List.copyOf(codecs), List.copyOf(notes));
  }

  private record Made(FoundPlugin<CodecProvider> plugin, Codec codec) {}

  private static void refuseTie(Made first, Made second, List<Codec> given) {
    if (first.plugin.priority() != second.plugin.priority()) {
      return;
    }
    for (MediaType type : first.codec.mediaTypes()) {
      boolean decided = given.stream().anyMatch(codec -> codec.reads(type));
      if (!decided && second.codec.mediaTypes().contains(type)) {
        throw new StartException(
            "Two codecs with the same priority, "
                + first.plugin.priority()
                + ", claim "
                + type
                + ": the "
                + first.plugin
                + " and the "
                + second.plugin
                + "; remove one, or choose with codec(...)");
      }
    }
  }
}
