package dev.weir.core;

import dev.weir.core.udp.UdpService;
import dev.weir.spi.transport.DatagramBinding;

/**
 * A door for datagrams that is open.
 *
 * @param binding its socket
 * @param service what takes its datagrams
 */
record OpenDatagramDoor(DatagramBinding binding, UdpService service) {}
