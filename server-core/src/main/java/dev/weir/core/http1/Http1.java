package dev.weir.core.http1;

import dev.weir.core.http.HttpDoor;
import dev.weir.spi.protocol.Protocol;
import dev.weir.spi.protocol.ProtocolContext;
import dev.weir.spi.protocol.ProtocolHandler;
import dev.weir.spi.transport.EventLoop;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;

/** HTTP/1 on a door: what its connections share. */
public final class Http1 implements Protocol.StreamOpener {
  private final HttpDoor door;
  private final ConnectionLimits limits;
  private final HeadEncoder heads = new HeadEncoder();
  private final ConcurrentMap<EventLoop, LoopShare> shares = new ConcurrentHashMap<>();

  /** For a door. */
  public Http1(HttpDoor door) {
    this.door = door;
    this.limits = ConnectionLimits.of(door.limits());
  }

  @Override
  public ProtocolHandler open(ProtocolContext context) {
    return new Http1Handler(this, share(context.stream().loop()), context);
  }

  private LoopShare share(EventLoop loop) {
    return shares.computeIfAbsent(loop, each -> new LoopShare(this));
  }

  HttpDoor door() {
    return door;
  }

  ConnectionLimits limits() {
    return limits;
  }

  HeadEncoder heads() {
    return heads;
  }
}
