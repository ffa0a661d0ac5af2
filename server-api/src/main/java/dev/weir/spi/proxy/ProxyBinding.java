package dev.weir.spi.proxy;

import dev.weir.TrustedProxies;
import dev.weir.annotation.Preview;
import dev.weir.spi.transport.Binding;
import dev.weir.spi.transport.ConnectionAcceptor;
import dev.weir.tls.UnusableCertificateException;
import java.io.IOException;
import java.net.SocketAddress;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/**
 * A bound address whose connections begin with a header of the PROXY protocol. Between them and the
 * acceptor stands a stage that reads it, and then gives the connection on with the addresses that
 * it tells. Whoever isn't trusted is refused before a byte is read.
 */
@Preview
public final class ProxyBinding implements Binding {
  private final Binding binding;
  private final ProxyAcceptor acceptor;
  private @Nullable CompletionStage<Void> closed; // under the lock of this object

  private ProxyBinding(Binding binding, ProxyAcceptor acceptor) {
    this.binding = binding;
    this.acceptor = acceptor;
  }

  /**
   * Listens, with the stage in front where {@code proxies} say a header.
   *
   * @throws IOException as {@code listening} does
   */
  public static Binding listen(
      TrustedProxies proxies, ConnectionAcceptor acceptor, Listening listening) throws IOException {
    if (!proxies.proxyProtocol()) {
      return listening.listen(acceptor);
    }
    ProxyAcceptor stage = new ProxyAcceptor(acceptor, proxies);
    return new ProxyBinding(listening.listen(stage), stage);
  }

  @Override
  public SocketAddress address() {
    return binding.address();
  }

  @Override
  public void resumeAccepting() {
    binding.resumeAccepting();
  }

  @Override
  public void reloadCertificates() throws UnusableCertificateException {
    binding.reloadCertificates();
  }

  /** As every binding; and proxies that have said nothing aren't waited for. */
  @Override
  public synchronized CompletionStage<Void> close() {
    CompletionStage<Void> already = closed;
    if (already == null) {
      already = binding.close().whenComplete((nothing, failure) -> acceptor.headers().drain());
      closed = already;
    }
    return already;
  }
}
