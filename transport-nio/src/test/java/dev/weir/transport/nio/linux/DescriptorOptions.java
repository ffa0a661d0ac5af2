package dev.weir.transport.nio.linux;

import dev.weir.transport.nio.socket.Pollable;
import java.io.IOException;
import java.net.SocketOption;
import java.net.StandardSocketOptions;
import java.util.Map;

/** What Linux says that a socket is set to. */
public final class DescriptorOptions {
  private static final int SOL_SOCKET = 1;
  private static final int IPPROTO_TCP = 6;

  /** As in the system's headers. */
  private record Name(int level, int option) {}

  private static final Map<SocketOption<?>, Name> NAMES =
      Map.of(
          StandardSocketOptions.SO_REUSEADDR, new Name(SOL_SOCKET, 2),
          StandardSocketOptions.SO_SNDBUF, new Name(SOL_SOCKET, 7),
          StandardSocketOptions.SO_RCVBUF, new Name(SOL_SOCKET, 8),
          StandardSocketOptions.SO_KEEPALIVE, new Name(SOL_SOCKET, 9),
          StandardSocketOptions.TCP_NODELAY, new Name(IPPROTO_TCP, 1));

  private DescriptorOptions() {}

  public static <T> T get(Pollable socket, SocketOption<T> option) throws IOException {
    Name name = NAMES.get(option);
    int number = ((DescriptorPollable) socket).descriptor().onLoop();
    int value = NativeCalls.option(number, name.level(), name.option());
    return option.type() == Boolean.class
        ? option.type().cast(value != 0)
        : option.type().cast(value);
  }
}
