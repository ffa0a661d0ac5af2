package dev.weir.core.routing;

import dev.weir.Dispatch;
import dev.weir.Limits;
import dev.weir.MediaType;
import dev.weir.StartException;
import dev.weir.TypeOf;
import dev.weir.codec.Codec;
import dev.weir.core.dispatch.WorkRunner;
import dev.weir.core.door.DoorSetup;
import dev.weir.middleware.Middleware;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Surroundings of a door that a test sets. */
final class FakeSetup implements DoorSetup {
  private List<Middleware> middleware = List.of();
  private List<Codec> codecs = List.of();
  private final Map<TypeOf<?>, Object> states = new HashMap<>();
  private boolean strict;

  FakeSetup middleware(Middleware... all) {
    middleware = List.of(all);
    return this;
  }

  FakeSetup codecs(Codec... all) {
    codecs = List.of(all);
    return this;
  }

  <T> FakeSetup state(Class<T> type, T object) {
    states.put(TypeOf.of(type), object);
    return this;
  }

  FakeSetup strict() {
    strict = true;
    return this;
  }

  @Override
  public WorkRunner work() {
    throw new UnsupportedOperationException();
  }

  @Override
  public boolean strictReturns() {
    return strict;
  }

  @Override
  public String door() {
    return "test";
  }

  @Override
  public Limits limits() {
    return Limits.defaults();
  }

  @Override
  public Dispatch dispatch() {
    return Dispatch.VIRTUAL_THREAD;
  }

  @Override
  public List<Middleware> middleware() {
    return middleware;
  }

  @Override
  public List<Codec> codecs() {
    return codecs;
  }

  @Override
  public Codec codec(MediaType type) {
    throw new UnsupportedOperationException();
  }

  @Override
  @SuppressWarnings("unchecked") // put() takes only a T for a TypeOf<T>
  public <T> T state(TypeOf<T> type) {
    Object object = states.get(type);
    if (object == null) {
      throw new StartException("no state of " + type + " was given");
    }
    return (T) object;
  }
}
