package dev.weir.codec;

import dev.weir.annotation.Stable;
import dev.weir.config.Settings;
import dev.weir.spi.Plugin;

/** Makes a codec; found by {@link java.util.ServiceLoader}. */
@Stable
public interface CodecProvider extends Plugin {
  /** The codec, with the values of the declared settings. */
  Codec create(Settings settings);
}
