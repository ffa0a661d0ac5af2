package dev.weir.spi.tls;

import dev.weir.Limits;
import dev.weir.annotation.Preview;
import dev.weir.internal.StagedBinding;
import dev.weir.spi.transport.Binding;
import dev.weir.spi.transport.ConnectionAcceptor;
import dev.weir.spi.transport.EventLoop;
import dev.weir.tls.Tls;
import dev.weir.tls.UnusableCertificateException;
import java.io.IOException;
import java.util.concurrent.Executor;

/**
 * A bound address where TLS is spoken. Between the transport's connections and the acceptor stands
 * a stage that does the handshake, and then gives the acceptor's handler a stream of clear bytes;
 * the transport moves encrypted ones and needs not know.
 */
@Preview
public final class TlsBinding {
  /**
   * What a transport gives to TLS.
   *
   * @param loop the one whose timer looks after the files
   * @param offLoop runs what would hold a loop: handshakes, and the reading of files
   * @param engines makes the engines
   * @param limits the transport's
   */
  public record Surroundings(
      EventLoop loop, Executor offLoop, TlsEngines.Factory engines, Limits limits) {}

  private TlsBinding() {}

  /**
   * Listens with TLS. When the binding is closed, handshakes in which the client stands still are
   * ended soon after.
   *
   * @throws UnusableCertificateException if a certificate can't be used, naming the file
   * @throws IOException as {@code listening} does
   */
  public static Binding listen(
      Tls tls, ConnectionAcceptor acceptor, Surroundings surroundings, Binding.Listening listening)
      throws IOException {
    TlsEngines engines =
        surroundings
            .engines()
            .create(
                new TlsParameters(
                    tls.protocols(), acceptor.applicationProtocols(), tls.clientCertificates()));
    Certificates certificates = new Certificates(tls, engines, surroundings);
    try {
      certificates.load();
      Limits limits = acceptor.limits(surroundings.limits());
      TlsAcceptor stage =
          new TlsAcceptor(
              acceptor,
              engines,
              surroundings.offLoop(),
              new HandshakeGate(limits.get(Limits.MAX_HANDSHAKES)));
      Binding binding = listening.listen(stage);
      certificates.watch(binding.address());
      return new StagedBinding(binding) {
        @Override
        public void reloadCertificates() throws UnusableCertificateException {
          certificates.reload();
        }

        @Override
        protected void acceptingEnded() {
          certificates.close();
          stage.retire();
        }
      };
    } catch (Throwable e) {
      engines.close();
      throw e;
    }
  }
}
