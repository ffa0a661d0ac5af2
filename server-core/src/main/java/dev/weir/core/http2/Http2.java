package dev.weir.core.http2;

import dev.weir.core.http.DateField;
import dev.weir.core.http.HttpDoor;
import dev.weir.spi.protocol.Protocol;
import dev.weir.spi.protocol.ProtocolContext;
import dev.weir.spi.protocol.ProtocolHandler;
import dev.weir.spi.transport.EventLoop;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;

/** HTTP/2 on a door: what its connections share. */
public final class Http2 implements Protocol.StreamOpener {
  private final HttpDoor door;
  private final Http2Limits limits;
  private final ResponseFields heads = new ResponseFields(new DateField());
  private final ConcurrentMap<EventLoop, LoopScratch> scratches = new ConcurrentHashMap<>();

  /** For a door. */
  public Http2(HttpDoor door) {
    this.door = door;
    this.limits = Http2Limits.of(door.limits());
  }

  @Override
  public ProtocolHandler open(ProtocolContext context) {
    return new Http2Handler(this, context);
  }

  HttpDoor door() {
    return door;
  }

  Http2Limits limits() {
    return limits;
  }

  ResponseFields heads() {
    return heads;
  }

  LoopScratch scratch(EventLoop loop) {
    return scratches.computeIfAbsent(loop, each -> LoopScratch.of(limits));
  }
}
