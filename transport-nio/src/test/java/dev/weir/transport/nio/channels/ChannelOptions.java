package dev.weir.transport.nio.channels;

import dev.weir.transport.nio.socket.Pollable;
import java.io.IOException;
import java.net.SocketOption;
import java.nio.channels.NetworkChannel;

/** What a channel is set to. */
public final class ChannelOptions {
  private ChannelOptions() {}

  public static <T> T get(Pollable socket, SocketOption<T> option) throws IOException {
    return ((NetworkChannel) ((ChannelPollable) socket).channel()).getOption(option);
  }
}
