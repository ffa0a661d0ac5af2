package dev.weir.transport.nio;

import dev.weir.config.Settings;
import dev.weir.transport.nio.NioTransportProvider.Sockets;
import dev.weir.transport.nio.channels.ChannelOptions;
import dev.weir.transport.nio.channels.ChannelSystem;
import dev.weir.transport.nio.linux.DescriptorOptions;
import dev.weir.transport.nio.linux.LinuxSystem;
import dev.weir.transport.nio.socket.Pollable;
import dev.weir.transport.nio.socket.SocketSystem;
import java.io.IOException;
import java.net.SocketOption;
import java.util.List;

/** What sockets are made of in a test. */
enum TestSystem {
  JDK,
  LINUX;

  /** Those that this machine has. */
  static List<TestSystem> available() {
    return hasLinux() ? List.of(JDK, LINUX) : List.of(JDK);
  }

  /** Whether {@link #LINUX} is among them. */
  static boolean hasLinux() {
    return LinuxSystem.unavailabilityCause() == null;
  }

  SocketSystem sockets() {
    return switch (this) {
      case JDK -> new ChannelSystem();
      case LINUX -> new LinuxSystem();
    };
  }

  /** For the provider. */
  Settings settings() {
    return Settings.defaults()
        .with(
            NioTransportProvider.SOCKETS,
            switch (this) {
              case JDK -> Sockets.JDK;
              case LINUX -> Sockets.LINUX;
            });
  }

  /** What a socket of it is set to. */
  <T> T option(Pollable socket, SocketOption<T> option) throws IOException {
    return switch (this) {
      case JDK -> ChannelOptions.get(socket, option);
      case LINUX -> DescriptorOptions.get(socket, option);
    };
  }
}
