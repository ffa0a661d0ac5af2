package dev.weir.testkit.transport;

import dev.weir.Limits;
import dev.weir.Listen;
import dev.weir.spi.transport.Transport;
import dev.weir.tls.DevelopmentCertificate;
import dev.weir.tls.Tls;
import java.io.IOException;
import java.net.SocketAddress;
import java.time.Duration;

/** A transport whose bytes all travel in TLS, so that what holds for clear ones is held there. */
final class SecuredTransport implements TransportUnderTest {
  private static final DevelopmentCertificate CERTIFICATE = DevelopmentCertificate.forNames();
  private static final TlsClient CLIENT = TlsClient.trusting(CERTIFICATE);

  private final TransportUnderTest inClear;
  private final Tls tls;
  private final TlsClient client;

  SecuredTransport(TransportUnderTest inClear) {
    this(inClear, Tls.development(CERTIFICATE), CLIENT);
  }

  SecuredTransport(TransportUnderTest inClear, Tls tls, TlsClient client) {
    this.inClear = inClear;
    this.tls = tls;
    this.client = client;
  }

  @Override
  public Transport create(Limits limits) {
    return inClear.create(limits);
  }

  @Override
  public Listen listen() {
    return inClear.listen().withTls(tls);
  }

  @Override
  public TlsPeer connect(SocketAddress address) throws IOException {
    return client.over(inClear.connect(address));
  }

  @Override
  public DatagramPeer openDatagrams() throws IOException {
    return inClear.openDatagrams();
  }

  @Override
  public void pass(Duration time) {
    inClear.pass(time);
  }
}
