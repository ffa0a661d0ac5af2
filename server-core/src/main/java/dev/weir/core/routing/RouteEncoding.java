package dev.weir.core.routing;

import dev.weir.TypeOf;
import dev.weir.http.HeaderNames;
import dev.weir.http.Problem;
import dev.weir.http.Request;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The encoders of one route: those of what it declares are at hand, any others are the door's. */
final class RouteEncoding implements ValueEncoding {
  private final ValueEncoders door;
  private final @Nullable TypeOf<?> declared;
  private final List<Chosen> ofDeclared; // none, if it declares nothing that is encoded

  RouteEncoding(ValueEncoders door, @Nullable TypeOf<?> declared, List<Chosen> ofDeclared) {
    this.door = door;
    this.declared = declared;
    this.ofDeclared = ofDeclared;
  }

  @Override
  public @Nullable TypeOf<?> declared() {
    return declared;
  }

  @Override
  public Chosen choose(Request request, Object value, @Nullable TypeOf<?> type) {
    List<Chosen> encoders = encoders(request, value, type);
    String accept = request.header(HeaderNames.ACCEPT);
    if (accept == null || accept.equals("*/*")) {
      return encoders.getFirst();
    }
    Chosen best = Accept.parse(request.headers().all(HeaderNames.ACCEPT)).best(encoders);
    if (best == null) {
      throw Problem.of(406, "None of the media types asked for can be sent")
          .with("available", encoders.stream().map(one -> one.mediaType().toString()).toList())
          .toException();
    }
    return best;
  }

  @SuppressWarnings("ReferenceEquality") // as a rule it is the same, and what is equal is found too
  private List<Chosen> encoders(Request request, Object value, @Nullable TypeOf<?> type) {
    return type == declared && !ofDeclared.isEmpty()
        ? ofDeclared
        : door.encoders(request, value, type);
  }
}
