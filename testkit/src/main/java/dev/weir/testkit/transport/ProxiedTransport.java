package dev.weir.testkit.transport;

import dev.weir.Limits;
import dev.weir.Listen;
import dev.weir.TrustedProxies;
import dev.weir.spi.transport.Transport;
import java.io.IOException;
import java.net.SocketAddress;
import java.time.Duration;

/** A transport whose connections all begin with a header of the PROXY protocol. */
record ProxiedTransport(TransportUnderTest direct, TrustedProxies proxies)
    implements TransportUnderTest {
  /** Where the suite's clients are. */
  static ProxiedTransport trustingAll(TransportUnderTest direct) {
    return new ProxiedTransport(
        direct, TrustedProxies.at("127.0.0.0/8", "::1", "unix").withProxyProtocol());
  }

  @Override
  public Transport create(Limits limits) {
    return direct.create(limits);
  }

  @Override
  public Listen listen() {
    return direct.listen().withProxies(proxies);
  }

  @Override
  public Peer connect(SocketAddress address) throws IOException {
    return direct.connect(address);
  }

  @Override
  public DatagramPeer openDatagrams() throws IOException {
    return direct.openDatagrams();
  }

  @Override
  public void pass(Duration time) {
    direct.pass(time);
  }
}
