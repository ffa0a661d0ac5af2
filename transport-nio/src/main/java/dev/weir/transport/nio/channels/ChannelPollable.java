package dev.weir.transport.nio.channels;

import dev.weir.transport.nio.socket.Pollable;
import java.nio.channels.SelectableChannel;

/** What has a channel that a selector waits for. */
interface ChannelPollable extends Pollable {
  SelectableChannel channel();
}
