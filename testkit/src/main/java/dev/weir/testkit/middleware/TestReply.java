package dev.weir.testkit.middleware;

import dev.weir.Bytes;
import dev.weir.udp.DatagramReply;
import dev.weir.udp.DatagramSender;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketAddress;

/** Takes whatever is sent. */
enum TestReply implements DatagramReply, DatagramSender {
  INSTANCE;

  @Override
  public boolean send(Bytes payload) {
    return true;
  }

  @Override
  public DatagramSender sender() {
    return this;
  }

  @Override
  public boolean send(Bytes payload, SocketAddress recipient) {
    return true;
  }

  @Override
  public SocketAddress localAddress() {
    return new InetSocketAddress(InetAddress.getLoopbackAddress(), 1);
  }
}
