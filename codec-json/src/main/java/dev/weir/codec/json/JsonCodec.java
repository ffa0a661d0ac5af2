package dev.weir.codec.json;

import com.fasterxml.jackson.databind.JavaType;
import com.fasterxml.jackson.databind.JsonMappingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializerProvider;
import com.fasterxml.jackson.databind.deser.AbstractDeserializer;
import com.fasterxml.jackson.databind.deser.DefaultDeserializationContext;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.weir.Bytes;
import dev.weir.MediaType;
import dev.weir.TypeOf;
import dev.weir.annotation.Stable;
import dev.weir.codec.Codec;
import dev.weir.codec.Decoder;
import dev.weir.codec.Encoder;
import dev.weir.config.Settings;
import java.util.List;
import java.util.Objects;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * JSON by Jackson. Reads {@code application/json} and {@code application/*+json}, writes {@code
 * application/json}.
 *
 * <p>Malformed JSON, a property that comes twice, and anything after the value are a 400 with line
 * and column; what is well-formed and doesn't fit the type is a 422 with its path. Messages name
 * nothing of the program's inside.
 *
 * <p>By default strict: properties that the type doesn't have are refused, text isn't taken for a
 * number, nor a missing number for 0. Another way of reading or writing is a mapper of one's own:
 *
 * <pre>{@code
 * Server.builder()
 *     .codec(new JsonCodec(JsonCodec.mapper().addModule(new MoneyModule()).build()))
 * }</pre>
 */
@Stable
public final class JsonCodec implements Codec {
  static final String NAME = "json";

  private static final List<MediaType> MEDIA_TYPES = List.of(MediaType.JSON);

  private final Supplier<ObjectMapper> maker;
  private volatile @Nullable ObjectMapper mapper;

  /** The codec as it is found, with all settings at their defaults. */
  public JsonCodec() {
    this(Settings.defaults());
  }

  /**
   * With these settings. Most of Jackson is loaded with the first type that is asked for: many a
   * server has the codec and no JSON.
   */
  JsonCodec(Settings settings) {
    this.maker = () -> JsonMappers.builder(settings).build();
  }

  /**
   * With a mapper of one's own, which must not be configured any more. Start from {@link
   * #mapper()}: a mapper that is made otherwise keeps buffers per thread, which is a waste on
   * virtual threads.
   */
  public JsonCodec(ObjectMapper mapper) {
    Objects.requireNonNull(mapper);
    this.maker = () -> mapper;
  }

  /** A builder of mappers that starts as the codec's own. */
  public static JsonMapper.Builder mapper() {
    return JsonMappers.builder(Settings.defaults());
  }

  @Override
  public String name() {
    return NAME;
  }

  @Override
  public List<MediaType> mediaTypes() {
    return MEDIA_TYPES;
  }

  @Override
  public boolean reads(MediaType type) {
    return type.type().equals("application")
        && (type.subtype().equals("json") || type.subtype().endsWith("+json"));
  }

  @Override
  public <T> @Nullable Decoder<T> decoder(TypeOf<T> type) {
    if (isBytes(type)) {
      return null;
    }
    ObjectMapper reading = made();
    JavaType javaType = reading.constructType(type.type());
    return canRead(reading, javaType) ? new JsonDecoder<>(reading.readerFor(javaType)) : null;
  }

  @Override
  public <T> @Nullable Encoder<T> encoder(TypeOf<T> type) {
    if (isBytes(type)) {
      return null;
    }
    ObjectMapper writing = made();
    JavaType javaType = writing.constructType(type.type());
    return canWrite(writing, javaType) ? new JsonEncoder<>(writing.writerFor(javaType)) : null;
  }

  private ObjectMapper made() {
    ObjectMapper known = mapper;
    if (known == null) {
      synchronized (this) {
        known = mapper;
        if (known == null) {
          known = maker.get();
          mapper = known;
        }
      }
    }
    return known;
  }

  /** Bytes aren't JSON, though Jackson would write what it takes for their properties. */
  private static boolean isBytes(TypeOf<?> type) {
    return type.rawClass() == Bytes.class;
  }

  private static boolean canRead(ObjectMapper mapper, JavaType type) {
    DefaultDeserializationContext context =
        ((DefaultDeserializationContext) mapper.getDeserializationContext())
            .createDummyInstance(mapper.getDeserializationConfig());
    try {
      return !(context.findRootValueDeserializer(type) instanceof AbstractDeserializer);
    } catch (JsonMappingException e) {
      return false; // the answer to the question
    }
  }

  private static boolean canWrite(ObjectMapper mapper, JavaType type) {
    SerializerProvider provider = mapper.getSerializerProviderInstance();
    try {
      return !provider.isUnknownTypeSerializer(provider.findValueSerializer(type));
    } catch (JsonMappingException e) {
      return false; // the answer to the question
    }
  }
}
