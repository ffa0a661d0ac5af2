package dev.weir.codec.json;

import com.fasterxml.jackson.core.JsonLocation;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.exc.InputCoercionException;
import com.fasterxml.jackson.core.exc.StreamConstraintsException;
import com.fasterxml.jackson.core.exc.StreamReadException;
import com.fasterxml.jackson.core.io.JsonEOFException;
import com.fasterxml.jackson.databind.JsonMappingException;
import com.fasterxml.jackson.databind.exc.InvalidFormatException;
import com.fasterxml.jackson.databind.exc.MismatchedInputException;
import com.fasterxml.jackson.databind.exc.UnrecognizedPropertyException;
import com.fasterxml.jackson.databind.exc.ValueInstantiationException;
import dev.weir.codec.MalformedContentException;
import dev.weir.codec.UnfitContentException;
import java.io.IOException;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Jackson's errors in our words: its own speak to programmers, and name classes. The cause stays
 * for the log.
 */
final class JsonErrors {
  private JsonErrors() {}

  static MalformedContentException malformed(
      String message, JsonParser parser, @Nullable Throwable cause) {
    return malformed(message, parser.currentLocation(), cause);
  }

  /** What the client gets for an error. */
  static IOException translate(JsonProcessingException error) {
    // An error of syntax deep inside arrives wrapped in one of mapping.
    for (Throwable cause = error; cause != null; cause = cause.getCause()) {
      if (cause instanceof InputCoercionException range) {
        String expected = "Expected " + JsonKinds.describe(range.getTargetType());
        return new UnfitContentException(expected, path(error), error);
      }
      if (cause instanceof StreamReadException syntax) {
        return malformed(syntaxMessage(syntax), syntax.getLocation(), error);
      }
      if (cause instanceof StreamConstraintsException limit) {
        return malformed(
            "The JSON nests too deep, or a name, text or number in it is too long",
            limit.getLocation(),
            error);
      }
    }
    if (error instanceof JsonMappingException mapping) {
      return new UnfitContentException(unfitMessage(mapping), path(error), error);
    }
    return error;
  }

  private static MalformedContentException malformed(
      String message, @Nullable JsonLocation location, @Nullable Throwable cause) {
    int line = location == null ? 0 : Math.max(0, location.getLineNr());
    int column = location == null || line == 0 ? 0 : Math.max(1, location.getColumnNr());
    return new MalformedContentException(message, line, column, cause);
  }

  private static String syntaxMessage(StreamReadException error) {
    if (error instanceof JsonEOFException) {
      return "The JSON ends too early";
    }
    String original = error.getOriginalMessage();
    if (original.startsWith("Duplicate ")) {
      return "A property comes twice in one JSON object";
    }
    return "The JSON is malformed";
  }

  private static String unfitMessage(JsonMappingException error) {
    return switch (error) {
      case UnrecognizedPropertyException unknown -> "There is no such property";
      case ValueInstantiationException refused -> "This isn't allowed here";
      case InvalidFormatException format ->
          "Expected " + JsonKinds.describe(format.getTargetType());
      case MismatchedInputException mismatch when isMissing(mismatch) ->
          "A value is expected, and it is missing or null";
      case MismatchedInputException mismatch ->
          "Expected " + JsonKinds.describe(mismatch.getTargetType());
      default -> "This doesn't fit";
    };
  }

  private static boolean isMissing(MismatchedInputException error) {
    String message = error.getOriginalMessage();
    return message.contains("`null`")
        || message.startsWith("Missing ")
        || message.startsWith("Null value");
  }

  /** As JavaScript would write it: {@code items[2].price}. */
  private static String path(JsonProcessingException error) {
    StringBuilder path = new StringBuilder();
    List<JsonMappingException.Reference> references =
        error instanceof JsonMappingException mapping ? mapping.getPath() : List.of();
    for (JsonMappingException.Reference reference : references) {
      String name = reference.getFieldName();
      if (name == null) {
        path.append('[').append(Math.max(0, reference.getIndex())).append(']');
      } else {
        path.append(path.isEmpty() ? "" : ".").append(name);
      }
    }
    return path.toString();
  }
}
