package dev.weir.testkit.transport;

import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.Limits;
import dev.weir.spi.tls.JdkTlsEngines;
import dev.weir.spi.tls.TlsBinding;
import dev.weir.spi.tls.TlsEngines;
import dev.weir.spi.tls.TlsParameters;
import dev.weir.spi.transport.Binding;
import dev.weir.spi.transport.ConnectionAcceptor;
import dev.weir.spi.transport.ConnectionHandler;
import dev.weir.spi.transport.Transport;
import dev.weir.spi.transport.TransportConnection;
import dev.weir.testkit.memory.MemoryOptions;
import dev.weir.testkit.memory.MemoryUnderTest;
import dev.weir.tls.DevelopmentCertificate;
import dev.weir.tls.Tls;
import dev.weir.tls.TlsCredentials;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicInteger;
import javax.net.ssl.SSLEngine;
import org.junit.jupiter.api.Test;

/** An engine may own memory outside of the heap: each that was made is given back. */
class EngineReleaseTest {
  private final TransportUnderTest memory = new MemoryUnderTest(MemoryOptions.threaded());
  private final DevelopmentCertificate certificate = DevelopmentCertificate.forNames("localhost");
  private final AtomicInteger made = new AtomicInteger();
  private final AtomicInteger released = new AtomicInteger();

  private final class Counted implements TlsEngines {
    private final TlsEngines engines;

    Counted(TlsParameters parameters) {
      this.engines = new JdkTlsEngines(parameters);
    }

    @Override
    public String description() {
      return engines.description();
    }

    @Override
    public void use(TlsCredentials credentials) throws GeneralSecurityException {
      engines.use(credentials);
    }

    @Override
    public SSLEngine newEngine() {
      made.incrementAndGet();
      return engines.newEngine();
    }

    @Override
    public void release(SSLEngine engine) {
      released.incrementAndGet();
      engines.release(engine);
    }
  }

  private static final class Echoing implements ConnectionAcceptor {
    @Override
    public boolean tryAcquirePermit() {
      return true;
    }

    @Override
    public void releasePermit() {}

    @Override
    public ConnectionHandler accepted(TransportConnection connection) {
      return new Served(connection, Script.echo());
    }
  }

  private Binding listen(Transport transport, Executor offLoop) throws Exception {
    return TlsBinding.listen(
        Tls.development(certificate),
        new Echoing(),
        new TlsBinding.Surroundings(
            transport.loops().getFirst(), offLoop, Counted::new, Limits.defaults()),
        secured -> transport.listen(memory.listen(), secured));
  }

  @Test
  void enginesAreGivenBackThoughNobodyTakesTheWorkOfHandshakesAnyMore() throws Exception {
    Executor ended =
        task -> {
          throw new RejectedExecutionException("the test's own");
        };
    try (Transport transport = memory.create(Limits.defaults())) {
      transport.start();
      Binding binding = listen(transport, ended);
      try (TlsPeer peer = TlsClient.trusting(certificate).over(memory.connect(binding.address()))) {
        HandshakeCompliance.echo(peer, "hello");
      }
      try (Peer broken = memory.connect(binding.address())) {
        broken.write(HandmadeTls.hello("localhost".getBytes(StandardCharsets.US_ASCII)));
        assertThat(broken.readExactly(1)[0]).isEqualTo((byte) ClientMessages.HANDSHAKE);
        broken.reset();
      }
    }
    assertThat(made).hasValue(2);
    assertThat(released).hasValue(2);
  }
}
