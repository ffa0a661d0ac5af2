package dev.weir.transport.netty;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.weir.spi.tls.TlsParameters;
import dev.weir.tls.DevelopmentCertificate;
import dev.weir.tls.Tls.ClientCertificates;
import dev.weir.tls.TlsCredentials;
import dev.weir.tls.TlsIdentity;
import io.netty.handler.ssl.OpenSsl;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLEngineResult.HandshakeStatus;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

class OpenSslTlsEnginesTest {
  private static final int ROUNDS = 500;
  private static final int AT_ONCE = 16;

  @Test
  @Timeout(120)
  void handshakesThatAreTheFirstAtOnceLeaveNoKeyBehind() throws Exception {
    assumeTrue(OpenSsl.isAvailable());
    DevelopmentCertificate certificate = DevelopmentCertificate.forNames("localhost");
    TlsCredentials credentials =
        new TlsCredentials(
            List.of(
                new TlsIdentity(
                    List.of(certificate.certificate()),
                    certificate.privateKey(),
                    List.of("localhost"))),
            List.of());
    ByteBuffer hello = hello();
    try (ExecutorService threads = Executors.newFixedThreadPool(AT_ONCE)) {
      for (int round = 0; round < ROUNDS; round++) {
        answerAtOnce(threads, credentials, hello);
      }
      LeakTest.assertNothingLeaked("before the last keys");
      answerAtOnce(threads, credentials, hello); // each new key tells of what is garbage by then
    }
    LeakTest.assertNothingLeaked("the last keys");
  }

  private static void answerAtOnce(
      ExecutorService threads, TlsCredentials credentials, ByteBuffer hello) throws Exception {
    OpenSslTlsEngines engines =
        new OpenSslTlsEngines(
            new TlsParameters(List.of("TLSv1.3"), List.of(), ClientCertificates.NONE));
    engines.use(credentials);
    CyclicBarrier start = new CyclicBarrier(AT_ONCE);
    List<Future<?>> handshakes = new ArrayList<>();
    for (int i = 0; i < AT_ONCE; i++) {
      handshakes.add(threads.submit(() -> answer(hello.duplicate(), engines, start)));
    }
    for (Future<?> handshake : handshakes) {
      handshake.get(30, TimeUnit.SECONDS);
    }
    engines.close();
  }

  private static ByteBuffer hello() throws Exception {
    SSLEngine client = SSLContext.getDefault().createSSLEngine("localhost", 443);
    client.setUseClientMode(true);
    ByteBuffer hello = ByteBuffer.allocate(client.getSession().getPacketBufferSize());
    client.wrap(ByteBuffer.allocate(0), hello);
    return hello.flip();
  }

  /** As far as a server shows its certificate. */
  private static Void answer(ByteBuffer hello, OpenSslTlsEngines engines, CyclicBarrier start)
      throws Exception {
    SSLEngine server = engines.newEngine();
    try {
      start.await(30, TimeUnit.SECONDS);
      server.unwrap(hello, ByteBuffer.allocate(server.getSession().getApplicationBufferSize()));
      assertThat(server.getHandshakeStatus()).isEqualTo(HandshakeStatus.NEED_WRAP);
    } finally {
      engines.release(server);
    }
    return null;
  }
}
