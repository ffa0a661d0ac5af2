package dev.weir.core.http2;

import dev.weir.Limits;
import dev.weir.core.http.HttpDoor;
import dev.weir.core.http1.Http1;
import dev.weir.spi.protocol.Protocol;
import dev.weir.spi.protocol.ProtocolContext;
import dev.weir.spi.protocol.ProtocolHandler;
import org.jspecify.annotations.Nullable;

/**
 * Both versions of HTTP on one door. What TLS agreed on decides (RFC 7301); in clear text it is the
 * first bytes of a connection, which are looked at and left to the version that takes them (RFC
 * 9113, section 3.3).
 */
public final class HttpVersions implements Protocol.StreamOpener {
  /** What TLS calls HTTP/2. */
  private static final String H2 = "h2";

  private final Http1 http1;
  private final Http2 http2;
  private final Limits limits;

  /** For a door. */
  public HttpVersions(HttpDoor door) {
    this.http1 = new Http1(door);
    this.http2 = new Http2(door);
    this.limits = door.limits();
  }

  @Override
  public ProtocolHandler open(ProtocolContext context) {
    @Nullable String agreed = context.stream().connection().applicationProtocol();
    if (H2.equals(agreed)) {
      return http2.open(context);
    }
    if (agreed != null || context.connection().isSecure()) {
      return http1.open(context);
    }
    return new VersionDetector(context, http1, http2, limits);
  }
}
