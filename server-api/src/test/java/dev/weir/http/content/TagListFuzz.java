package dev.weir.http.content;

import com.code_intelligence.jazzer.junit.FuzzTest;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Any value of If-Match or If-None-Match is read as the section's grammar says. */
class TagListFuzz {
  private static final String TAG = "(W/)?\"([\\x21\\x23-\\x7e\\xa0-\\xff]*+)\"";
  private static final Pattern LIST =
      Pattern.compile("[ \\t]*+(?:(?:" + TAG + ")?+[ \\t]*+(?:,[ \\t]*+|$))*+");
  private static final Pattern ONE = Pattern.compile(TAG);

  @FuzzTest(maxDuration = "1m")
  void reads(byte[] input) {
    String value = new String(input, StandardCharsets.ISO_8859_1);
    TagList found = TagList.parse(value);
    TagList expected = slow(value);
    if (!found.equals(expected)) {
      throw new AssertionError(value + " was read as " + found + ", not " + expected);
    }
  }

  private static TagList slow(String value) {
    if (value.strip().equals("*")) {
      return new TagList(true, List.of());
    }
    List<EntityTag> tags = new ArrayList<>();
    if (LIST.matcher(value).matches()) {
      Matcher each = ONE.matcher(value);
      while (each.find()) {
        tags.add(new EntityTag(each.group(2), each.group(1) != null));
      }
    }
    return new TagList(false, tags);
  }
}
