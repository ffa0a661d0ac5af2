package dev.weir.testkit.transport;

import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Timeout;

/**
 * What must hold for every transport that offers TLS, one test a property: what {@link
 * TransportCompliance} asks of streams, of streams inside TLS, and what TLS itself is to do.
 *
 * <p>No test waits for a fixed time; one that waits in vain fails after some 20 seconds.
 */
@Timeout(value = 60, unit = TimeUnit.SECONDS)
public abstract class SecureTransportCompliance
    implements LendingCompliance,
        PausingCompliance,
        OutputCompliance,
        WatermarkCompliance,
        FileCompliance,
        EndCompliance,
        FailureCompliance,
        HandshakeCompliance,
        HandshakeDrainCompliance,
        Tls12FloodCompliance,
        SecureOutputCompliance,
        TlsFloodCompliance,
        CertificateCompliance,
        CertificateReloadCompliance,
        SecureProxyCompliance {
  /** For subclasses. */
  protected SecureTransportCompliance() {}

  /** A transport of its own for one test, not created yet; TLS is added by the suite. */
  @Override
  public abstract TransportUnderTest transportInClear();

  @Override
  public final TransportUnderTest newTransport() {
    return new SecuredTransport(transportInClear());
  }
}
