package dev.weir.transport.netty;

import io.netty.channel.ChannelConfig;
import io.netty.channel.ChannelException;
import io.netty.channel.ChannelOption;
import java.io.IOException;

/** Options of sockets, set or reported: Netty's channels ignore those that they don't know. */
final class Options {
  private Options() {}

  static <T> void set(ChannelConfig config, ChannelOption<T> option, T value) throws IOException {
    boolean known;
    try {
      known = config.setOption(option, value);
    } catch (ChannelException e) {
      throw new IOException(
          "Can't bind with "
              + option.name()
              + " set to "
              + value
              + ", which the system refuses: leave it out, or use another transport",
          e);
    }
    if (!known) {
      throw new IOException(
          "Can't bind with " + option.name() + ", which Netty doesn't have here: leave it out");
    }
  }
}
