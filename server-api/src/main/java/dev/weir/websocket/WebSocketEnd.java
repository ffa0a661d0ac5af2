package dev.weir.websocket;

import dev.weir.annotation.Preview;
import org.jspecify.annotations.Nullable;

/**
 * How a WebSocket ended.
 *
 * @param code the status of the close frame that came first, of either side (RFC 6455, section
 *     7.4): 1000 for a normal end, {@link #NO_CODE} if it had none, {@link #ABNORMAL} if there was
 *     no close frame
 * @param reason its reason, or the empty string
 * @param failure what went wrong, or null
 */
@Preview
public record WebSocketEnd(int code, String reason, @Nullable Throwable failure) {
  /** The end of a conversation that is over. */
  public static final int NORMAL = 1000;

  /** The server shuts down, or the peer goes elsewhere. */
  public static final int GOING_AWAY = 1001;

  /** What came isn't a WebSocket's. */
  public static final int PROTOCOL_ERROR = 1002;

  /** A close frame without a code; never sent. */
  public static final int NO_CODE = 1005;

  /** No close frame: the connection was lost; never sent. */
  public static final int ABNORMAL = 1006;

  /** What came contradicts its kind, such as text that isn't UTF-8. */
  public static final int INVALID_DATA = 1007;

  /** What came breaks a rule of the application. */
  public static final int POLICY = 1008;

  /** A message over its limit came. */
  public static final int TOO_BIG = 1009;

  /** A handler failed. */
  public static final int INTERNAL_ERROR = 1011;

  /** The server has no room now. */
  public static final int TRY_AGAIN_LATER = 1013;
}
