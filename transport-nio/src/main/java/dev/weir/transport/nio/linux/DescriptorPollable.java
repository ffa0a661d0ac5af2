package dev.weir.transport.nio.linux;

import dev.weir.transport.nio.socket.Pollable;

/** What has a descriptor that {@code epoll} waits for. */
interface DescriptorPollable extends Pollable {
  Descriptor descriptor();
}
