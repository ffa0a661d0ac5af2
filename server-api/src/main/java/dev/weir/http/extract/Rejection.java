package dev.weir.http.extract;

import dev.weir.annotation.Stable;
import dev.weir.http.Problem;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Why a request doesn't hold what an extractor wants: each with a fixed status. */
@Stable
public sealed interface Rejection {
  /** The problem that the client gets. */
  Problem toProblem();

  /** 400: a value is missing. */
  record Missing(String kind, String name) implements Rejection {
    @Override
    public Problem toProblem() {
      return Problem.of(400, "The " + kind + " '" + name + "' is missing")
          .with(kindKey(kind), name);
    }
  }

  /** 400: a value isn't what it should be. */
  record Malformed(String kind, String name, String expected) implements Rejection {
    @Override
    public Problem toProblem() {
      return Problem.of(400, "The " + kind + " '" + name + "' isn't " + expected)
          .with(kindKey(kind), name);
    }
  }

  /** 415: no codec takes the media type. */
  record UnsupportedMedia(@Nullable String mediaType, List<String> supported) implements Rejection {
    @Override
    public Problem toProblem() {
      return Problem.of(
              415,
              mediaType == null
                  ? "The body has no Content-Type"
                  : "The body's media type isn't taken here")
          .with("supported", supported);
    }
  }

  /** 415: the body is compressed or otherwise coded, and nothing here takes that off. */
  record UnsupportedCoding(String coding) implements Rejection {
    @Override
    public Problem toProblem() {
      return Problem.of(415, "The body's Content-Encoding isn't taken here")
          .with("supported", List.of("identity"));
    }
  }

  /** 400: the body can't be read; line and column count from 1, and are 0 where unknown. */
  record MalformedBody(String what, int line, int column) implements Rejection {
    @Override
    public Problem toProblem() {
      Problem problem = Problem.of(400, what);
      return line > 0 ? problem.with("line", line).with("column", column) : problem;
    }
  }

  /** 422: the body can be read, and what it says at {@code path} doesn't fit. */
  record UnfitBody(String what, String path) implements Rejection {
    @Override
    public Problem toProblem() {
      return Problem.of(422, what).with("path", path);
    }
  }

  private static String kindKey(String kind) {
    return kind.replace("path parameter", "parameter").replace("query parameter", "parameter");
  }
}
