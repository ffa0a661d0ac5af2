package dev.weir.codec.json;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.MapperFeature;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.datatype.jdk8.Jdk8Module;
import com.fasterxml.jackson.datatype.jsr310.JavaTimeModule;
import dev.weir.config.Settings;

/** The mapper that the codec has if the program doesn't bring its own. */
final class JsonMappers {
  /** Buffers kept for reuse; more threads than that at once allocate theirs. */
  private static final int POOLED_BUFFERS = 256;

  private JsonMappers() {}

  static JsonMapper.Builder builder(Settings settings) {
    return JsonMapper.builder(factory(settings))
        .addModule(new Jdk8Module())
        .addModule(new JavaTimeModule())
        .configure(
            DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES,
            settings.get(JsonSettings.FAIL_ON_UNKNOWN_PROPERTIES))
        .enable(
            // A missing or null int would be 0 without a word.
            DeserializationFeature.FAIL_ON_NULL_FOR_PRIMITIVES,
            DeserializationFeature.FAIL_ON_NUMBERS_FOR_ENUMS,
            DeserializationFeature.FAIL_ON_READING_DUP_TREE_KEY)
        .disable(
            DeserializationFeature.ACCEPT_FLOAT_AS_INT,
            DeserializationFeature.ADJUST_DATES_TO_CONTEXT_TIME_ZONE)
        .disable(MapperFeature.ALLOW_COERCION_OF_SCALARS)
        .enable(MapperFeature.BLOCK_UNSAFE_POLYMORPHIC_BASE_TYPES)
        .disable(
            SerializationFeature.WRITE_DATES_AS_TIMESTAMPS,
            SerializationFeature.WRITE_DURATIONS_AS_TIMESTAMPS);
  }

  private static JsonFactory factory(Settings settings) {
    return JsonFactory.builder()
        .recyclerPool(new SlotPool(POOLED_BUFFERS))
        .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
        .streamReadConstraints(
            StreamReadConstraints.builder()
                .maxNestingDepth(settings.get(JsonSettings.MAX_DEPTH))
                .maxStringLength(settings.get(JsonSettings.MAX_STRING_LENGTH))
                .maxNumberLength(settings.get(JsonSettings.MAX_NUMBER_LENGTH))
                .build())
        .build();
  }
}
