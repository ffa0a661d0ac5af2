package dev.weir.codec.json;

import dev.weir.TypeOf;
import dev.weir.codec.Codec;
import dev.weir.testkit.codec.BadInput;
import dev.weir.testkit.codec.CodecCompliance;
import dev.weir.testkit.codec.Sample;
import java.math.BigDecimal;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The JSON codec does what all codecs do. */
class JsonCodecComplianceTest extends CodecCompliance {
  enum Size {
    SMALL,
    LARGE
  }

  record Item(String name, BigDecimal price, int count) {}

  record Order(
      long id,
      Instant placed,
      LocalDate due,
      Duration patience,
      Optional<String> note,
      Size size,
      List<Item> items,
      Map<String, List<Integer>> tags) {}

  private static final Order ORDER =
      new Order(
          42,
          Instant.parse("2026-02-03T04:05:06.789Z"),
          LocalDate.of(2026, 2, 28),
          Duration.ofMinutes(90),
          Optional.of("\u00e4 \"quoted\" \\ \u20ac \ud83d\ude00\n\u0001"),
          Size.LARGE,
          List.of(new Item("pen", new BigDecimal("1.50"), 3), new Item("", BigDecimal.ZERO, 0)),
          Map.of("a", List.of(1, 2, 3)));

  @Override
  public Codec codec() {
    return new JsonCodec();
  }

  @Override
  public List<Sample<?>> samples() {
    return List.of(
        Sample.of(ORDER, Order.class),
        Sample.of(new Item("x".repeat(300), new BigDecimal("0.1"), -1), Item.class),
        Sample.of(List.of(ORDER), TypeOf.listOf(Order.class)),
        Sample.of(Map.of("one", 1), TypeOf.mapOf(String.class, Integer.class)),
        Sample.of(List.of(), TypeOf.listOf(String.class)),
        Sample.of("text", String.class),
        Sample.of(1234, Integer.class).undelimited());
  }

  @Override
  public List<BadInput> malformed() {
    return List.of(
        BadInput.of("", Item.class),
        BadInput.of("{", Item.class),
        BadInput.of("{\"name\":'x'}", Item.class),
        BadInput.of("{\"name\":\"x\",}", Item.class),
        BadInput.of("{\"name\":\"x\",\"price\":1,\"count\":1} x", Item.class),
        BadInput.of("{\"name\":\"\n\"}", Item.class),
        BadInput.of("{\"count\":01}", Item.class),
        BadInput.of("{\"count\":NaN}", Item.class),
        BadInput.of("\u0000", Item.class));
  }

  @Override
  public List<BadInput> unfit() {
    return List.of(
        BadInput.of("[]", Item.class),
        BadInput.of("{\"name\":\"x\",\"price\":1,\"count\":\"many\"}", Item.class),
        BadInput.of("{\"name\":\"x\",\"price\":1,\"count\":1,\"colour\":\"red\"}", Item.class),
        BadInput.of("\"medium\"", Size.class),
        BadInput.of("99999999999", Integer.class));
  }
}
