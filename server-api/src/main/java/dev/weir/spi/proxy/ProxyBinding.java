package dev.weir.spi.proxy;

import dev.weir.TrustedProxies;
import dev.weir.annotation.Preview;
import dev.weir.internal.StagedBinding;
import dev.weir.spi.transport.Binding;
import dev.weir.spi.transport.ConnectionAcceptor;
import java.io.IOException;

/**
 * A bound address whose connections begin with a header of the PROXY protocol. Between them and the
 * acceptor stands a stage that reads it, and then gives the connection on with the addresses that
 * it tells. Whoever isn't trusted is refused before a byte is read.
 */
@Preview
public final class ProxyBinding {
  private ProxyBinding() {}

  /**
   * Listens, with the stage in front where {@code proxies} say a header. When the binding is
   * closed, proxies that have said nothing aren't waited for.
   *
   * @throws IOException as {@code listening} does
   */
  public static Binding listen(
      TrustedProxies proxies, ConnectionAcceptor acceptor, Binding.Listening listening)
      throws IOException {
    if (!proxies.proxyProtocol()) {
      return listening.listen(acceptor);
    }
    ProxyAcceptor stage = new ProxyAcceptor(acceptor, proxies);
    return new StagedBinding(listening.listen(stage)) {
      @Override
      protected void acceptingEnded() {
        stage.headers().drain();
      }
    };
  }
}
