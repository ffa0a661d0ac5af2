package dev.weir.transport.netty;

import dev.weir.spi.tls.ClientTrust;
import dev.weir.spi.tls.TlsEngines;
import dev.weir.spi.tls.TlsParameters;
import dev.weir.tls.TlsCredentials;
import io.netty.buffer.ByteBufAllocator;
import io.netty.handler.ssl.ApplicationProtocolConfig;
import io.netty.handler.ssl.ClientAuth;
import io.netty.handler.ssl.OpenSsl;
import io.netty.handler.ssl.OpenSslContextOption;
import io.netty.handler.ssl.SslContext;
import io.netty.handler.ssl.SslContextBuilder;
import io.netty.handler.ssl.SslProvider;
import io.netty.handler.ssl.SupportedCipherSuiteFilter;
import io.netty.util.ReferenceCountUtil;
import java.security.GeneralSecurityException;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLException;
import org.jspecify.annotations.Nullable;

/**
 * Engines of OpenSSL (BoringSSL, as Netty brings it). A context is kept by its engines, so the one
 * that newer credentials replace goes with the last of its connections.
 */
final class OpenSslTlsEngines implements TlsEngines {
  private final TlsParameters parameters;
  private @Nullable SslContext context; // under the lock of this object

  OpenSslTlsEngines(TlsParameters parameters) {
    this.parameters = parameters;
  }

  @Override
  public String description() {
    return "OpenSSL (" + OpenSsl.versionString() + ")";
  }

  @Override
  public void use(TlsCredentials credentials) throws GeneralSecurityException {
    SslContext fresh;
    try {
      fresh = newContext(credentials);
    } catch (SSLException | IllegalArgumentException e) {
      throw new GeneralSecurityException(String.valueOf(e.getMessage()), e);
    }
    replaceBy(fresh);
  }

  private synchronized void replaceBy(@Nullable SslContext fresh) {
    ReferenceCountUtil.release(context);
    context = fresh;
  }

  private SslContext newContext(TlsCredentials credentials)
      throws SSLException, GeneralSecurityException {
    SslContextBuilder builder =
        SslContextBuilder.forServer(OpenSslKeys.of(credentials))
            .sslProvider(SslProvider.OPENSSL_REFCNT)
            .protocols(parameters.protocols())
            .ciphers(TlsParameters.CIPHER_SUITES, SupportedCipherSuiteFilter.INSTANCE)
            .option(OpenSslContextOption.GROUPS, TlsParameters.NAMED_GROUPS.toArray(String[]::new))
            // Whole flights of the handshake are run off the loops.
            .option(OpenSslContextOption.USE_TASKS, false)
            .trustManager(ClientTrust.managers(credentials)[0])
            .clientAuth(
                switch (parameters.clientCertificates()) {
                  case NONE -> ClientAuth.NONE;
                  case WANTED -> ClientAuth.OPTIONAL;
                  case REQUIRED -> ClientAuth.REQUIRE;
                });
    if (!parameters.applicationProtocols().isEmpty()) {
      builder.applicationProtocolConfig(
          new ApplicationProtocolConfig(
              ApplicationProtocolConfig.Protocol.ALPN,
              ApplicationProtocolConfig.SelectorFailureBehavior.NO_ADVERTISE,
              ApplicationProtocolConfig.SelectedListenerFailureBehavior.ACCEPT,
              parameters.applicationProtocols()));
    }
    return builder.build();
  }

  @Override
  public synchronized SSLEngine newEngine() {
    SslContext current = context;
    if (current == null) {
      throw new IllegalStateException("There are no credentials, or none any more");
    }
    return current.newEngine(ByteBufAllocator.DEFAULT);
  }

  @Override
  public void release(SSLEngine engine) {
    ReferenceCountUtil.release(engine);
  }

  @Override
  public void close() {
    replaceBy(null);
  }
}
