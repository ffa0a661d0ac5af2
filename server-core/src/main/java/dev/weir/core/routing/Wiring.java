package dev.weir.core.routing;

import dev.weir.Dispatch;
import dev.weir.Slot;
import dev.weir.StartException;
import dev.weir.TypeOf;
import dev.weir.core.door.DoorSetup;
import dev.weir.http.extract.Extraction;
import dev.weir.http.extract.RouteWiring;
import java.util.List;
import java.util.Set;

/** What one route's surroundings offer; every error names the route and its line. */
final class Wiring implements RouteWiring {
  private final String route;
  private final List<String> parameterNames;
  private final Set<Slot<?>> provided;
  private final DoorSetup setup;
  private final BodyDecoders bodies;
  private final Dispatch dispatch;

  Wiring(
      String route,
      List<String> parameterNames,
      Set<Slot<?>> provided,
      DoorSetup setup,
      BodyDecoders bodies,
      Dispatch dispatch) {
    this.route = route;
    this.parameterNames = parameterNames;
    this.provided = provided;
    this.setup = setup;
    this.bodies = bodies;
    this.dispatch = dispatch;
  }

  @Override
  public List<String> pathParameters() {
    return parameterNames;
  }

  @Override
  public <T> T state(Class<T> type) {
    try {
      return setup.state(TypeOf.of(type));
    } catch (StartException e) {
      throw error(String.valueOf(e.getMessage()));
    }
  }

  @Override
  public <T> Extraction<T> decoding(TypeOf<T> type) {
    Extraction<T> decoding = bodies.of(type, dispatch);
    if (decoding == null) {
      throw error("no codec can read a body as " + type + "; " + Codecs.describe(setup.codecs()));
    }
    return decoding;
  }

  /** Checks that a declared answer can be sent. */
  void requireEncodable(boolean encodable, TypeOf<?> type) {
    if (!encodable) {
      throw error("no codec can write " + type + "; " + Codecs.describe(setup.codecs()));
    }
  }

  @Override
  public void requireProvided(Slot<?> slot) {
    if (!provided.contains(slot)) {
      throw error("no middleware around it provides " + slot);
    }
  }

  @Override
  public StartException error(String what) {
    return new StartException(route + ": " + what);
  }
}
