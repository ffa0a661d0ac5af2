package dev.weir.benchmarks.peers;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.nio.charset.StandardCharsets;
import java.time.ZoneOffset;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;

/** What all peers answer, encoded by the same library. */
final class Payload {
  static final String TEXT_TYPE = "text/plain; charset=utf-8";
  static final String JSON_TYPE = "application/json";
  static final String BINARY_TYPE = "application/octet-stream";

  private static final ObjectMapper MAPPER = new ObjectMapper();
  private static final byte[] TEXT = "Hello, World!".getBytes(StandardCharsets.UTF_8);

  record Message(String message) {}

  private Payload() {}

  /** The same array each time. Never to be written to. */
  static byte[] text() {
    return TEXT;
  }

  /** Encoded anew each time, as Weir does it. */
  static byte[] json() {
    try {
      return MAPPER.writeValueAsBytes(new Message("Hello, World!"));
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("A record of one string can't be encoded", e);
    }
  }

  /** The value of a Date field, for servers that don't write it themselves. */
  static String date() {
    return DateTimeFormatter.RFC_1123_DATE_TIME.format(ZonedDateTime.now(ZoneOffset.UTC));
  }

  static int port(String[] arguments) {
    if (arguments.length == 0) {
      throw new IllegalArgumentException("The first argument is the port");
    }
    return Integer.parseInt(arguments[0]);
  }
}
