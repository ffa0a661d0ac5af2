package dev.weir.codec.json;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import com.fasterxml.jackson.core.util.RecyclerPool;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.PropertyNamingStrategies;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.weir.Bytes;
import dev.weir.BytesBuilder;
import dev.weir.MediaType;
import dev.weir.TypeOf;
import dev.weir.codec.Codec;
import dev.weir.codec.CodecProvider;
import dev.weir.codec.MalformedContentException;
import dev.weir.codec.UnfitContentException;
import dev.weir.config.Settings;
import java.io.IOException;
import java.io.InputStream;
import java.io.SequenceInputStream;
import java.lang.reflect.Type;
import java.math.BigDecimal;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.ServiceLoader;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;

class JsonCodecTest {
  enum Color {
    RED,
    GREEN
  }

  record Item(String name, BigDecimal price, int count) {}

  record Order(
      UUID id,
      Color color,
      List<Item> items,
      Optional<String> note,
      LocalDate due,
      Instant placed,
      Duration patience,
      Map<String, Integer> counts) {}

  record Page<T>(List<T> rows, int total) {}

  record Positive(int value) {
    Positive {
      if (value <= 0) {
        throw new IllegalArgumentException("com.example.Secret says no");
      }
    }
  }

  interface Unreadable {}

  private static final Order ORDER =
      new Order(
          UUID.fromString("00000000-0000-0000-0000-000000000001"),
          Color.GREEN,
          List.of(new Item("tea", new BigDecimal("1.50"), 2)),
          Optional.empty(),
          LocalDate.of(2026, 1, 31),
          Instant.parse("2026-01-31T10:00:00Z"),
          Duration.ofSeconds(90),
          Map.of("a", 1));

  private final JsonCodec codec = new JsonCodec();

  private <T> T decode(TypeOf<T> type, String json) throws IOException {
    return requireNonNull(codec.decoder(type)).decode(Bytes.utf8(json));
  }

  private <T> T decode(Class<T> type, String json) throws IOException {
    return decode(TypeOf.of(type), json);
  }

  private <T> String encode(TypeOf<T> type, T value) throws IOException {
    BytesBuilder output = Bytes.builder();
    requireNonNull(codec.encoder(type)).encode(value, output);
    return output.toBytes().utf8();
  }

  private UnfitContentException unfit(Class<?> type, String json) {
    return catchThrowableOfType(UnfitContentException.class, () -> decode(type, json));
  }

  private MalformedContentException malformed(Class<?> type, String json) {
    return catchThrowableOfType(MalformedContentException.class, () -> decode(type, json));
  }

  @Test
  void recordsWithNestedGenericAndTimeTypesComeBackAsTheyWere() throws IOException {
    String json = encode(TypeOf.of(Order.class), ORDER);
    assertThat(json)
        .contains("\"due\":\"2026-01-31\"")
        .contains("\"placed\":\"2026-01-31T10:00:00Z\"")
        .contains("\"patience\":\"PT1M30S\"")
        .contains("\"note\":null");
    assertThat(decode(Order.class, json)).isEqualTo(ORDER);
  }

  @Test
  void genericTypesKeepTheirArguments() throws IOException {
    TypeOf<Page<Item>> type = new TypeOf<>() {};
    Page<Item> page = new Page<>(List.of(new Item("tea", BigDecimal.ONE, 1)), 1);
    assertThat(decode(type, encode(type, page))).isEqualTo(page);
    assertThat(decode(TypeOf.listOf(Item.class), "[]")).isEmpty();
  }

  @Test
  void anAbsentOptionalIsEmpty() throws IOException {
    record Note(Optional<String> text) {}
    assertThat(decode(Note.class, "{}")).isEqualTo(new Note(Optional.empty()));
    assertThat(decode(Note.class, "{\"text\":\"x\"}")).isEqualTo(new Note(Optional.of("x")));
  }

  @Test
  void readsJsonAndItsSuffixAndWritesJson() {
    assertThat(codec.reads(MediaType.JSON)).isTrue();
    assertThat(codec.reads(MediaType.parse("application/json; charset=utf-8"))).isTrue();
    assertThat(codec.reads(MediaType.parse("application/merge-patch+json"))).isTrue();
    assertThat(codec.reads(MediaType.parse("text/json"))).isFalse();
    assertThat(codec.reads(MediaType.parse("application/jsonp"))).isFalse();
    assertThat(codec.mediaTypes()).containsExactly(MediaType.JSON);
  }

  @Test
  void malformedJsonSaysLineAndColumn() {
    MalformedContentException error = malformed(Item.class, "{\n  \"name\": \"tea\",\n  oops }");
    assertThat(error.line()).isEqualTo(3);
    assertThat(error.column()).isBetween(3, 8);
    assertThat(error).hasMessage("The JSON is malformed");
  }

  @Test
  void jsonThatEndsEarlyOrIsEmptyIsMalformed() {
    assertThat(malformed(Item.class, "{\"name\":")).hasMessage("The JSON ends too early");
    assertThat(malformed(Order.class, "{\"items\":[{\"name\":"))
        .hasMessage("The JSON ends too early");
    assertThat(malformed(Item.class, " ").getMessage()).contains("empty");
  }

  @Test
  void whatFollowsTheValueIsMalformed() {
    MalformedContentException error = malformed(Integer.class, "1\n 2");
    assertThat(error).hasMessage("Something follows the JSON value");
    assertThat(error.line()).isEqualTo(2);
    assertThat(malformed(Item.class, "{\"name\":\"a\",\"price\":1,\"count\":1}}")).isNotNull();
  }

  @Test
  void aPropertyThatComesTwiceIsMalformed() {
    assertThat(malformed(Item.class, "{\"name\":\"a\",\"name\":\"b\"}"))
        .hasMessage("A property comes twice in one JSON object");
  }

  @Test
  void nestingBeyondTheLimitIsMalformed() {
    String deep = "[".repeat(300) + "]".repeat(300);
    assertThat(malformed(JsonNode.class, deep).getMessage()).contains("too deep");
  }

  @Test
  void whatDoesNotFitSaysItsPathAndNoClassName() {
    UnfitContentException error =
        unfit(
            Order.class,
            "{\"items\":[{\"name\":\"a\",\"price\":1,\"count\":1},{\"price\":\"x\"}]}");
    assertThat(error.path()).isEqualTo("items[1].price");
    assertThat(error).hasMessage("Expected a number");

    assertThat(unfit(Order.class, "{\"color\":\"BLUE\"}")).hasMessage("Expected one of RED, GREEN");
    assertThat(unfit(Order.class, "{\"items\":{}}")).hasMessage("Expected an array");
    assertThat(unfit(Order.class, "{\"due\":\"soon\"}"))
        .hasMessage("Expected a date or time in ISO 8601");
    assertThat(unfit(Order.class, "{\"id\":\"7\"}")).hasMessage("Expected a UUID");
    assertThat(unfit(Order.class, "[]")).hasMessage("Expected an object");
  }

  @Test
  void noMessageNamesAClass() {
    for (String json :
        List.of(
            "[]",
            "7",
            "{\"id\":[]}",
            "{\"color\":{}}",
            "{\"items\":[7]}",
            "{\"note\":[]}",
            "{\"counts\":{\"a\":\"x\"}}",
            "{\"nothing\":1}",
            "{\"patience\":\"x\"}")) {
      UnfitContentException error = unfit(Order.class, json);
      assertThat(error).as(json).isNotNull();
      assertThat(error.getMessage() + error.path())
          .doesNotContain("dev.weir", "java.", "jackson", "JsonCodecTest", "Order", "`");
    }
  }

  @Test
  void unknownPropertiesAreRefusedUnlessTheSettingSaysOtherwise() throws IOException {
    String json = "{\"name\":\"a\",\"price\":1,\"count\":1,\"extra\":{\"x\":[1]}}";
    UnfitContentException error = unfit(Item.class, json);
    assertThat(error).hasMessage("There is no such property");
    assertThat(error.path()).isEqualTo("extra");

    Codec lenient =
        new JsonCodecProvider()
            .create(Settings.defaults().with(JsonSettings.FAIL_ON_UNKNOWN_PROPERTIES, false));
    assertThat(
            requireNonNull(lenient.decoder(TypeOf.of(Item.class))).decode(Bytes.utf8(json)).name())
        .isEqualTo("a");
  }

  @Test
  void aMissingOrNullPrimitiveIsNotZero() {
    assertThat(unfit(Item.class, "{\"name\":\"a\",\"price\":1}").path()).isEqualTo("count");
    assertThat(unfit(Item.class, "{\"name\":\"a\",\"price\":1,\"count\":null}"))
        .hasMessage("A value is expected, and it is missing or null");
  }

  @Test
  void textIsNotTakenForANumberNorAFractionForAWholeOne() {
    assertThat(unfit(Item.class, "{\"name\":\"a\",\"price\":1,\"count\":\"1\"}").path())
        .isEqualTo("count");
    assertThat(unfit(Item.class, "{\"name\":\"a\",\"price\":1,\"count\":1.5}").path())
        .isEqualTo("count");
    assertThat(unfit(Item.class, "{\"name\":\"a\",\"price\":1,\"count\":99999999999}").path())
        .isEqualTo("count");
  }

  @Test
  void nullIsNoValue() throws IOException {
    assertThat(unfit(Item.class, "null").path()).isEmpty();
    assertThat(decode(TypeOf.optionalOf(Item.class), "null")).isEmpty();
  }

  @Test
  void whatAConstructorRefusesIsUnfitAndItsMessageStaysInside() {
    UnfitContentException error = unfit(Positive.class, "{\"value\":0}");
    assertThat(error).hasMessage("This isn't allowed here").hasStackTraceContaining("Secret");
  }

  @Test
  void aPolymorphicTypeIdIsJustAnUnknownProperty() {
    assertThat(
            unfit(
                    Item.class,
                    "{\"@class\":\"java.lang.Runtime\",\"name\":\"a\",\"price\":1,\"count\":1}")
                .path())
        .isEqualTo("@class");
    assertThat(unfit(Item.class, "[\"java.lang.Runtime\",{}]")).isNotNull();
  }

  @Test
  void typesThatJacksonCannotHandleHaveNoDecoderOrEncoder() {
    assertThat(codec.decoder(TypeOf.of(Unreadable.class))).isNull();
    assertThat(codec.encoder(TypeOf.of(Unreadable.class))).isNull();
    assertThat(codec.decoder(TypeOf.of(Bytes.class))).isNull();
    assertThat(codec.encoder(TypeOf.of(Bytes.class))).isNull();
  }

  @Test
  void theStreamIsReadToItsEndAndLeftOpen() throws IOException {
    AtomicBoolean closed = new AtomicBoolean();
    InputStream input =
        new SequenceInputStream(
            Bytes.utf8("{\"name\":\"a\",\"pri").asInputStream(),
            Bytes.utf8("ce\":1,\"count\":1}  ").asInputStream()) {
          @Override
          public void close() throws IOException {
            closed.set(true);
            super.close();
          }
        };
    assertThat(requireNonNull(codec.decoder(TypeOf.of(Item.class))).decode(input).name())
        .isEqualTo("a");
    assertThat(input.read()).isEqualTo(-1);
    assertThat(closed).isFalse();
  }

  @Test
  void anErrorOfTheStreamPassesThrough() {
    InputStream broken =
        new InputStream() {
          @Override
          public int read() throws IOException {
            throw new IOException("gone");
          }
        };
    assertThatThrownBy(() -> requireNonNull(codec.decoder(TypeOf.of(Item.class))).decode(broken))
        .isExactlyInstanceOf(IOException.class)
        .hasMessage("gone");
  }

  @Test
  void valuesOfWhichOnlyTheClassIsKnownAreWrittenByTheirElements() throws Exception {
    Type wild = Holder.class.getDeclaredField("list").getGenericType();
    @SuppressWarnings("unchecked") // List<?>
    TypeOf<Object> type = (TypeOf<Object>) TypeOf.ofType(wild);
    assertThat(encode(type, List.of(new Positive(1)))).isEqualTo("[{\"value\":1}]");
  }

  private static final class Holder {
    List<?> list = List.of();
  }

  @Test
  void buffersGoBackAfterUseAlsoWhenReadingFails() throws IOException {
    JsonMapper mapper = JsonCodec.mapper().build();
    RecyclerPool<?> pool = mapper.getFactory()._getRecyclerPool();
    JsonCodec own = new JsonCodec(mapper);
    pool.clear();
    requireNonNull(own.encoder(TypeOf.of(Item.class)))
        .encode(new Item("a", BigDecimal.ONE, 1), Bytes.builder());
    assertThat(pool.pooledCount()).isEqualTo(1);
    for (String json : List.of("{", "[]", "null", "{\"name\":\"a\",\"price\":1,\"count\":1} x")) {
      assertThatThrownBy(
              () -> requireNonNull(own.decoder(TypeOf.of(Item.class))).decode(Bytes.utf8(json)))
          .isInstanceOf(IOException.class);
      assertThat(pool.pooledCount()).isEqualTo(1);
    }
  }

  @Test
  void noBuffersAreKeptPerThread() {
    assertThat(JsonCodec.mapper().build().getFactory()._getRecyclerPool())
        .isInstanceOf(SlotPool.class);
  }

  @Test
  void aMapperOfOnesOwnIsUsedAsItIs() throws IOException {
    ObjectMapper snake =
        JsonCodec.mapper().propertyNamingStrategy(PropertyNamingStrategies.SNAKE_CASE).build();
    record Named(String firstName) {}
    JsonCodec own = new JsonCodec(snake);
    BytesBuilder output = Bytes.builder();
    requireNonNull(own.encoder(TypeOf.of(Named.class))).encode(new Named("a"), output);
    assertThat(output.toBytes().utf8()).isEqualTo("{\"first_name\":\"a\"}");
  }

  @Test
  void theProviderIsFoundUnderItsName() {
    assertThat(ServiceLoader.load(CodecProvider.class))
        .singleElement()
        .satisfies(provider -> {
          assertThat(provider.name()).isEqualTo("json");
          assertThat(provider.unavailabilityCause()).isNull();
          assertThat(provider.settings()).isNotEmpty();
          assertThat(provider.create(Settings.defaults()).name()).isEqualTo("json");
        });
  }
}
