package dev.weir.udp;

import dev.weir.Bytes;
import dev.weir.annotation.Stable;
import java.net.SocketAddress;

/**
 * A datagram that came.
 *
 * @param payload its bytes
 * @param sender who sent it
 */
@Stable
public record Datagram(Bytes payload, SocketAddress sender) {}
