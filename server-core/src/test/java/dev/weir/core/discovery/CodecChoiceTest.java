package dev.weir.core.discovery;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.weir.MediaType;
import dev.weir.StartException;
import dev.weir.TypeOf;
import dev.weir.codec.Codec;
import dev.weir.codec.CodecProvider;
import dev.weir.codec.Decoder;
import dev.weir.codec.Encoder;
import dev.weir.config.Settings;
import dev.weir.core.config.ConfigSources;
import dev.weir.core.config.Configuration;
import dev.weir.core.config.DeclaredKeys;
import dev.weir.core.wiring.Problems;
import dev.weir.spi.Contract;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class CodecChoiceTest {
  @Test
  void theCodesCodecsComeFirstThenThoseFoundByPriority() {
    CodecChoice choice =
        choose(
            List.of(new FakeCodec("own", MediaType.TEXT)),
            provider("low", 1, MediaType.JSON),
            provider("high", 2, MediaType.JSON));
    assertThat(choice.codecs()).extracting(Codec::name).containsExactly("own", "high", "low");
  }

  @Test
  void twoOfOnePriorityThatClaimAMediaTypeAreATieThatNamesBoth() {
    assertThatThrownBy(() ->
            choose(
                List.of(),
                provider("one", 1, MediaType.JSON),
                provider("other", 1, MediaType.TEXT, MediaType.JSON)))
        .isInstanceOf(StartException.class)
        .message()
        .contains("same priority, 1", "application/json", "'one'", "'other'");
  }

  @Test
  void twoOfOnePriorityWithDifferentMediaTypesAreNoTie() {
    CodecChoice choice =
        choose(List.of(), provider("one", 1, MediaType.JSON), provider("other", 1, MediaType.TEXT));
    assertThat(choice.codecs()).hasSize(2);
  }

  @Test
  void theCodeDecidesATie() {
    CodecChoice choice =
        choose(
            List.of(new FakeCodec("own", MediaType.JSON)),
            provider("one", 1, MediaType.JSON),
            provider("other", 1, MediaType.JSON));
    assertThat(choice.codecs().getFirst().name()).isEqualTo("own");
  }

  @Test
  void theCodesCodecReplacesTheOneFoundOfThatNameAndIsSaid() {
    Codec own = new FakeCodec("json", MediaType.JSON);
    CodecChoice choice = choose(List.of(own), provider("json", 1, MediaType.JSON));
    assertThat(choice.codecs()).containsExactly(own);
    assertThat(choice.notes()).containsExactly("json is replaced by the one given in code");
  }

  @Test
  void anUnavailableCodecIsSkippedAndSaidWhy() {
    CodecChoice choice =
        choose(
            List.of(),
            new FakeProvider("json", 1, "no library", List.of(MediaType.JSON)),
            provider("text", 1, MediaType.TEXT));
    assertThat(choice.codecs()).extracting(Codec::name).containsExactly("text");
    assertThat(choice.notes()).containsExactly("json is unavailable: no library");
  }

  private static CodecChoice choose(List<Codec> given, CodecProvider... providers) {
    Problems problems = new Problems();
    Configuration configuration =
        Configuration.load(
            new ConfigSources(Map.of(), Map.of(), Map.of(), null), new DeclaredKeys(), problems);
    problems.throwIfAny();
    List<FoundPlugin<CodecProvider>> found =
        Stream.of(providers).map(each -> FoundPlugin.of(PluginKind.CODEC, each)).toList();
    return CodecChoice.of(given, new Plugins<>(PluginKind.CODEC, found), configuration);
  }

  private static CodecProvider provider(String name, int priority, MediaType... types) {
    return new FakeProvider(name, priority, null, List.of(types));
  }

  private record FakeProvider(
      String name, int priority, @Nullable String unavailabilityCause, List<MediaType> types)
      implements CodecProvider {
    @Override
    public int contractVersion() {
      return Contract.VERSION;
    }

    @Override
    public Codec create(Settings settings) {
      return new FakeCodec(name, types.toArray(MediaType[]::new));
    }
  }

  private record FakeCodec(String name, List<MediaType> mediaTypes) implements Codec {
    FakeCodec(String name, MediaType... types) {
      this(name, List.of(types));
    }

    @Override
    public <T> @Nullable Decoder<T> decoder(TypeOf<T> type) {
      return null;
    }

    @Override
    public <T> @Nullable Encoder<T> encoder(TypeOf<T> type) {
      return null;
    }
  }
}
