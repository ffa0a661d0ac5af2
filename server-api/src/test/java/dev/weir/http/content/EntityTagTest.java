package dev.weir.http.content;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.weir.Bytes;
import java.util.List;
import java.util.stream.Collectors;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class EntityTagTest {
  @Test
  void comparisonsAreThoseOfTheSectionsTable() {
    EntityTag weak1 = EntityTag.weak("1");
    EntityTag weak2 = EntityTag.weak("2");
    EntityTag strong1 = EntityTag.strong("1");
    assertThat(weak1.matchesStrongly(weak1)).isFalse();
    assertThat(weak1.matchesWeakly(weak1)).isTrue();
    assertThat(weak1.matchesWeakly(weak2)).isFalse();
    assertThat(weak1.matchesStrongly(strong1)).isFalse();
    assertThat(weak1.matchesWeakly(strong1)).isTrue();
    assertThat(strong1.matchesStrongly(strong1)).isTrue();
  }

  @Test
  void bytesThatDifferHaveTagsThatDo() {
    assertThat(EntityTag.of(Bytes.utf8("a"))).isEqualTo(EntityTag.of(Bytes.utf8("a")));
    assertThat(EntityTag.of(Bytes.utf8("a"))).isNotEqualTo(EntityTag.of(Bytes.utf8("b")));
    assertThat(EntityTag.of(Bytes.empty()).weak()).isFalse();
  }

  @ParameterizedTest
  @ValueSource(strings = {"a\"b", "a b", "a\nb", "a\u0100"})
  void whatWouldntStandInAFieldIsRefused(String opaque) {
    assertThatIllegalArgumentException().isThrownBy(() -> EntityTag.strong(opaque));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "a",
        "\"a",
        "a\"",
        "w/\"a\"",
        "W/a",
        "\"a\" \"b\"",
        "\"a\",b",
        "\"a b\"",
        "*,\"a\""
      })
  void aMalformedListNamesNothing(String value) {
    assertThat(TagList.parse(value)).isEqualTo(new TagList(false, List.of()));
  }

  @Test
  void aStarNamesAny() {
    assertThat(TagList.parse(" * ").any()).isTrue();
  }

  @Property
  void whatIsWrittenIsReadBack(@ForAll("tags") List<EntityTag> tags) {
    String value =
        tags.stream().map(EntityTag::toString).collect(Collectors.joining(" ,\t,", ", ", ","));
    assertThat(TagList.parse(value).tags()).isEqualTo(tags);
    for (EntityTag tag : tags) {
      assertThat(EntityTag.parse(tag.toString())).isEqualTo(tag);
    }
  }

  @Property
  void anyValueIsRead(@ForAll("values") String value) {
    for (EntityTag tag : TagList.parse(value).tags()) {
      assertThat(value).contains(tag.toString());
    }
  }

  @Provide
  Arbitrary<List<EntityTag>> tags() {
    Arbitrary<String> opaque = Arbitraries.strings().withChars("a1!,*/W~\u00e9").ofMaxLength(5);
    return Combinators.combine(opaque, Arbitraries.of(true, false))
        .as(EntityTag::new)
        .list()
        .ofMaxSize(4);
  }

  @Provide
  Arbitrary<String> values() {
    return Arbitraries.strings().withChars("a\"W/, *").ofMaxLength(20);
  }
}
