package dev.weir.testkit.transport;

import dev.weir.tls.DevelopmentCertificate;
import dev.weir.tls.Tls;
import java.io.IOException;
import java.net.SocketAddress;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Timeout;

/**
 * What clients of a whole server see on a transport: both versions of HTTP, parts and conditions,
 * WebSockets, streams of events, and the end of all of them, in clear text and inside TLS. It wants
 * {@code weir-server-core} beside the transport.
 *
 * <pre>{@code
 * class CarrierPigeonServerComplianceTest extends ServerCompliance {
 *   @Override
 *   public TransportUnderTest newTransport() {
 *     return TransportUnderTest.ofSockets(new CarrierPigeonProvider());
 *   }
 * }
 * }</pre>
 */
@Timeout(value = 60, unit = TimeUnit.SECONDS)
public abstract class ServerCompliance {
  /** For subclasses. */
  protected ServerCompliance() {}

  /** A transport of its own for one test, not created yet; TLS is added by the suite. */
  public abstract TransportUnderTest newTransport();

  @Nested
  class InClear implements ServingCompliance, AnswerCompliance {
    @Override
    public ServedHttp serve() {
      TransportUnderTest underTest = newTransport();
      return ServedHttp.start(
          underTest, underTest.listen(), (address, protocol) -> underTest.connect(address));
    }
  }

  @Nested
  class InsideTls implements ServingCompliance, AnswerCompliance, AgreementCompliance {
    private final DevelopmentCertificate certificate = DevelopmentCertificate.forNames("localhost");
    private final TlsClient client = TlsClient.trusting(certificate);

    @Override
    public ServedHttp serve() {
      TransportUnderTest underTest = newTransport();
      return ServedHttp.start(
          underTest,
          underTest.listen().withTls(Tls.development(certificate)),
          (address, protocol) -> dial(underTest, address, protocol));
    }

    private TlsPeer dial(TransportUnderTest underTest, SocketAddress address, String protocol)
        throws IOException {
      return client.over(
          underTest.connect(address),
          parameters -> parameters.setApplicationProtocols(new String[] {protocol}));
    }
  }
}
