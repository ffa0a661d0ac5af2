package dev.weir.core.door;

import dev.weir.Dispatch;
import dev.weir.Limits;
import dev.weir.MediaType;
import dev.weir.StartException;
import dev.weir.TypeOf;
import dev.weir.codec.Codec;
import dev.weir.core.dispatch.WorkRunner;
import dev.weir.middleware.Level;
import dev.weir.middleware.Middleware;
import java.util.List;

/**
 * The surroundings of one door of a server.
 *
 * @param shared what all doors have in common
 */
public record ServerDoorSetup(
    String door,
    Limits limits,
    Dispatch dispatch,
    List<Middleware> middleware,
    WorkRunner work,
    Shared shared)
    implements DoorSetup {

  /**
   * What all doors of a server have in common.
   *
   * @param codecs the preferred first
   * @param states what was given to {@link dev.weir.ServerBuilder#state}
   * @param strictReturns whether returned values must have been declared
   */
  public record Shared(List<Codec> codecs, States states, boolean strictReturns) {}

  @Override
  public boolean strictReturns() {
    return shared.strictReturns;
  }

  @Override
  public <H> H compose(Level<H> level, H innermost) {
    return MessageChain.compose(
        this, innermost, (middleware, next) -> middleware.level(level, next));
  }

  @Override
  public List<Codec> codecs() {
    return shared.codecs;
  }

  @Override
  public Codec codec(MediaType type) {
    return shared.codecs.stream()
        .filter(codec -> codec.reads(type))
        .findFirst()
        .orElseThrow(() ->
            new StartException(
                "Door "
                    + door
                    + " needs a codec for "
                    + type
                    + ", and none was found that takes it; found: "
                    + found()
                    + "; add its artifact (dev.weir:weir-codec-json for JSON) or give one with"
                    + " codec(...)"));
  }

  private String found() {
    return shared.codecs.isEmpty()
        ? "none"
        : String.join(
            ", ",
            shared.codecs.stream().map(codec -> codec.name() + " " + codec.mediaTypes()).toList());
  }

  @Override
  public <T> T state(TypeOf<T> type) {
    return shared.states.get(door, type);
  }
}
