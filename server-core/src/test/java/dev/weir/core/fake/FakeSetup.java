package dev.weir.core.fake;

import dev.weir.Dispatch;
import dev.weir.Limits;
import dev.weir.MediaType;
import dev.weir.StartException;
import dev.weir.TypeOf;
import dev.weir.codec.Codec;
import dev.weir.core.dispatch.WorkRunner;
import dev.weir.core.door.DoorSetup;
import dev.weir.middleware.Middleware;
import java.util.List;

/** The surroundings of a door, as a test wants them. */
public record FakeSetup(
    Limits limits,
    Dispatch dispatch,
    List<Middleware> middleware,
    List<Codec> codecs,
    FakeWork fake)
    implements DoorSetup {
  public static final String DOOR = "tested";

  /** The defaults, with places enough. */
  public static FakeSetup standard() {
    return new FakeSetup(
        Limits.defaults(), Dispatch.VIRTUAL_THREAD, List.of(), List.of(), new FakeWork(1_000));
  }

  public FakeSetup with(Limits newLimits) {
    return new FakeSetup(newLimits, dispatch, middleware, codecs, fake);
  }

  public FakeSetup with(Dispatch newDispatch) {
    return new FakeSetup(limits, newDispatch, middleware, codecs, fake);
  }

  public FakeSetup with(Middleware... newMiddleware) {
    return new FakeSetup(limits, dispatch, List.of(newMiddleware), codecs, fake);
  }

  public FakeSetup with(Codec codec) {
    return new FakeSetup(limits, dispatch, middleware, List.of(codec), fake);
  }

  public FakeSetup with(FakeWork newWork) {
    return new FakeSetup(limits, dispatch, middleware, codecs, newWork);
  }

  @Override
  public String door() {
    return DOOR;
  }

  @Override
  public WorkRunner work() {
    return fake;
  }

  @Override
  public boolean strictReturns() {
    return false;
  }

  @Override
  public Codec codec(MediaType type) {
    return codecs.stream()
        .filter(codec -> codec.reads(type))
        .findFirst()
        .orElseThrow(() -> new StartException("No codec for " + type));
  }

  @Override
  public <T> T state(TypeOf<T> type) {
    throw new StartException("No state of " + type);
  }
}
