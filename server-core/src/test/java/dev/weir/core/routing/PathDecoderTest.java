package dev.weir.core.routing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class PathDecoderTest {
  @ParameterizedTest
  @CsvSource({
    "/, /",
    "/a/b, /a/b",
    "//a//b/, //a//b/",
    "/a/./b, /a/b",
    "/a/../b, /b",
    "/a/b/.., /a/",
    "/a/., /a/",
    "/a/b/../.., /",
    "/a//../b, /a/b",
    "/%2e/a, /a",
    "/a/%2e%2E/b, /b",
    "/a/.%2e/b, /b",
    "/caf%C3%A9, /café",
    "/%E2%82%AC%F0%9F%98%80, /€😀",
    "/a%2Fb, /a%2Fb",
    "/a%2fb, /a%2Fb",
    "/a%252Fb, /a%2Fb",
    "/%252e%252e/a, /%2e%2e/a",
    "/a%5Cb;c=1, /a\\b;c=1",
    "/..;/a, /..;/a",
    "/.../a, /.../a",
    "/.well-known/x, /.well-known/x",
    "/100%25, /100%",
    "/a+b, /a+b",
    "/%20, '/ '"
  })
  void decodesOnceSegmentBySegment(String raw, String path) {
    assertThat(PathDecoder.decode(raw)).isEqualTo(path);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "/..",
        "/a/../..",
        "/%2e%2e",
        "/a/%2e%2e/%2e%2e/etc",
        "/%",
        "/%2",
        "/%zz",
        "/%\u0663\u0663",
        "/a%00b",
        "/%0d%0a",
        "/%7f",
        "/%c2%85", // NEL, a control character beyond ASCII
        "/%c0%af", // an overlong slash
        "/%c0%ae%c0%ae/", // overlong dots
        "/%e0%80%af",
        "/%f0%80%80%af",
        "/%ed%a0%80", // a surrogate
        "/%f4%90%80%80", // beyond U+10FFFF
        "/%ff",
        "/%c3", // cut
        "/%c3/%a9", // cut by a slash
        "/%c3x",
        "/%80",
        "/..%2f..",
        "/a/..%2Fb",
        "/a%2F%2e%2e",
        "/..%252f"
      })
  void refusesWhatCouldBeReadInTwoWays(String raw) {
    assertThatThrownBy(() -> PathDecoder.decode(raw)).isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void whatNeedsNoDecodingIsNotCopied() {
    String raw = "/orders/7";
    assertThat(PathDecoder.decode(raw)).isSameAs(raw);
  }

  @Property(tries = 5000)
  void agreesWithASlowAndObviousDecoder(@ForAll("rawPaths") String raw) {
    String expected = slow(raw);
    if (expected == null) {
      assertThatThrownBy(() -> PathDecoder.decode(raw))
          .isInstanceOf(IllegalArgumentException.class);
    } else {
      assertThat(PathDecoder.decode(raw)).isEqualTo(expected);
    }
  }

  @Property(tries = 5000)
  void neverGivesAPathWithADotSegmentOrAControlCharacter(@ForAll("rawPaths") String raw) {
    String path;
    try {
      path = PathDecoder.decode(raw);
    } catch (IllegalArgumentException e) {
      return;
    }
    assertThat(path).startsWith("/");
    assertThat(path.substring(1).split("(?i)/|%2F", -1)).doesNotContain(".", "..");
    assertThat(path.chars().noneMatch(Character::isISOControl)).isTrue();
  }

  @Provide
  Arbitrary<String> rawPaths() {
    return Arbitraries.of(
            "/",
            "/",
            "/",
            ".",
            "..",
            "%2e",
            "%2E",
            "%2f",
            "%2F",
            "%25",
            "%00",
            "%c3%a9",
            "%c0%af",
            "%c3",
            "%a9",
            "%ed%a0%80",
            "%e2%82%ac",
            "%",
            "%4",
            "%zz",
            "a",
            "b",
            ";",
            "\\",
            "+",
            "%5c")
        .list()
        .ofMaxSize(12)
        .map(pieces -> "/" + String.join("", pieces));
  }

  /** By the book: split, decode bytes, resolve with a stack; null if it is refused. */
  private static String slow(String raw) {
    Deque<String> resolved = new ArrayDeque<>();
    List<String> segments = List.of(raw.substring(1).split("/", -1));
    for (int i = 0; i < segments.size(); i++) {
      String segment = slowSegment(segments.get(i));
      if (segment == null) {
        return null;
      }
      boolean last = i == segments.size() - 1;
      if (segment.equals("..") && resolved.pollLast() == null) {
        return null;
      }
      if (!segment.equals(".") && !segment.equals("..")) {
        resolved.addLast(segment);
      } else if (last) {
        resolved.addLast("");
      }
    }
    return "/" + String.join("/", resolved);
  }

  private static String slowSegment(String raw) {
    ByteBuffer bytes = ByteBuffer.allocate(raw.length());
    for (int i = 0; i < raw.length(); i++) {
      if (raw.charAt(i) != '%') {
        bytes.put((byte) raw.charAt(i));
      } else if (raw.substring(i).matches("(?s)%[0-9a-fA-F]{2}.*")) {
        bytes.put((byte) Integer.parseInt(raw.substring(i + 1, i + 3), 16));
        i += 2;
      } else {
        return null;
      }
    }
    try {
      String text = StandardCharsets.UTF_8.newDecoder().decode(bytes.flip()).toString();
      String kept = text.replace("/", "%2F");
      boolean hidden =
          kept.matches("(?si).*%2F.*") && kept.matches("(?si)(.*%2F)?\\.{1,2}(%2F.*)?");
      return hidden || kept.matches("(?s).*\\p{Cc}.*") ? null : kept;
    } catch (CharacterCodingException e) {
      return null;
    }
  }
}
