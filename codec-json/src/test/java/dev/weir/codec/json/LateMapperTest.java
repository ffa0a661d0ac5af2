package dev.weir.codec.json;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.datatype.jdk8.Jdk8Module;
import com.fasterxml.jackson.datatype.jsr310.JavaTimeModule;
import dev.weir.codec.Codec;
import java.net.URL;
import java.net.URLClassLoader;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.slf4j.Logger;

/** Servers that have the codec and no JSON don't load most of Jackson. */
class LateMapperTest {
  private static final String MAPPER = "com.fasterxml.jackson.databind.json.JsonMapper";

  /** Loads the codec once more, and knows what came with it. */
  private static final class Watched extends URLClassLoader {
    Watched() {
      super(
          Stream.of(
                  JsonCodec.class,
                  Codec.class,
                  ObjectMapper.class,
                  JsonFactory.class,
                  JsonProperty.class,
                  Jdk8Module.class,
                  JavaTimeModule.class,
                  Nullable.class,
                  Logger.class)
              .map(type -> type.getProtectionDomain().getCodeSource().getLocation())
              .toArray(URL[]::new),
          ClassLoader.getPlatformClassLoader());
    }

    boolean hasLoaded(String name) {
      return findLoadedClass(name) != null;
    }
  }

  @Test
  void theMapperIsLoadedWithTheFirstTypeThatIsAskedFor() throws Exception {
    try (Watched loader = new Watched()) {
      Class<?> settings = loader.loadClass("dev.weir.config.Settings");
      Class<?> provider = loader.loadClass("dev.weir.codec.json.JsonCodecProvider");
      Object codec =
          provider
              .getMethod("create", settings)
              .invoke(
                  provider.getConstructor().newInstance(),
                  settings.getMethod("defaults").invoke(null));
      assertThat(loader.hasLoaded(MAPPER)).isFalse();

      Class<?> typeOf = loader.loadClass("dev.weir.TypeOf");
      Object encoder =
          codec
              .getClass()
              .getMethod("encoder", typeOf)
              .invoke(codec, typeOf.getMethod("of", Class.class).invoke(null, String.class));
      assertThat(encoder).isNotNull();
      assertThat(loader.hasLoaded(MAPPER)).isTrue();
    }
  }
}
