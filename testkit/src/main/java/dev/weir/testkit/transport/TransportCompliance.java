package dev.weir.testkit.transport;

import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Timeout;

/**
 * What must hold for every transport, one test a property. Extend it and say what to test:
 *
 * <pre>{@code
 * class CarrierPigeonComplianceTest extends TransportCompliance {
 *   @Override
 *   public TransportUnderTest newTransport() {
 *     return TransportUnderTest.ofSockets(new CarrierPigeonProvider());
 *   }
 * }
 * }</pre>
 *
 * <p>No test waits for a fixed time; one that waits in vain fails after some 20 seconds.
 */
@Timeout(value = 60, unit = TimeUnit.SECONDS)
public abstract class TransportCompliance
    implements LendingCompliance,
        PausingCompliance,
        OutputCompliance,
        WatermarkCompliance,
        FileCompliance,
        EndCompliance,
        FailureCompliance,
        LoopCompliance,
        FairnessCompliance,
        TimerCompliance,
        AcceptCompliance,
        UnixCompliance,
        ProxyCompliance,
        ProxyDrainCompliance,
        DatagramCompliance {
  /** For subclasses. */
  protected TransportCompliance() {}

  /** A transport of its own for one test, not created yet. */
  @Override
  public abstract TransportUnderTest newTransport();
}
