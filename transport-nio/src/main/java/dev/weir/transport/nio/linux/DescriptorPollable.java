package dev.weir.transport.nio.linux;

import dev.weir.transport.nio.socket.Pollable;
import dev.weir.transport.nio.socket.Selectable;
import java.io.IOException;

/** What has a descriptor that {@code epoll} waits for. */
interface DescriptorPollable extends Pollable {
  Descriptor descriptor();

  /** Makes its place in a poller. */
  EpollRegistration register(EpollPoller poller, Selectable selectable) throws IOException;
}
