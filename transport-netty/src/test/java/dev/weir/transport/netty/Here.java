package dev.weir.transport.netty;

import java.util.Arrays;
import java.util.stream.Stream;

/** The native transports that can be used on this machine. */
final class Here {
  private Here() {}

  static Stream<NativeTransport> available() {
    return Arrays.stream(NativeTransport.values())
        .filter(sockets -> sockets.unavailabilityCause() == null);
  }
}
