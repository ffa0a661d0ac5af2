package dev.weir.spi.tls;

import dev.weir.annotation.Preview;
import dev.weir.tls.TlsCredentials;
import dev.weir.tls.TlsIdentity;
import java.net.Socket;
import java.security.Principal;
import java.security.PrivateKey;
import java.security.cert.X509Certificate;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.IntStream;
import javax.net.ssl.ExtendedSSLSession;
import javax.net.ssl.SNIHostName;
import javax.net.ssl.SNIServerName;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLSession;
import javax.net.ssl.StandardConstants;
import javax.net.ssl.X509ExtendedKeyManager;
import org.jspecify.annotations.Nullable;

/**
 * Chooses the certificate by the host that the client asks for (SNI) and the kinds of keys that it
 * understands. An alias is never used again for another certificate, so engines may cache by it.
 */
@Preview
public final class ServerKeyManager extends X509ExtendedKeyManager {
  private static final AtomicLong GENERATIONS = new AtomicLong();

  private final List<TlsIdentity> identities;
  private final String prefix = "weir-" + GENERATIONS.incrementAndGet() + "-";

  /** For these credentials. */
  public ServerKeyManager(TlsCredentials credentials) {
    this.identities = credentials.identities();
  }

  @Override
  public @Nullable String chooseEngineServerAlias(
      String keyType, Principal @Nullable [] issuers, SSLEngine engine) {
    String kind = keyType.equals("RSASSA-PSS") ? "" : keyType;
    List<TlsIdentity> candidates = candidates(requestedHost(engine.getHandshakeSession()));
    for (TlsIdentity identity : candidates) {
      if (identity.keyType().equals(kind)) {
        return alias(identities.indexOf(identity));
      }
    }
    return null;
  }

  /** Those of the host; of a host that none is for, those of the default's first name. */
  private List<TlsIdentity> candidates(@Nullable String host) {
    TlsIdentity first = identities.getFirst();
    if (identities.size() == 1) {
      return identities;
    }
    if (host != null) {
      List<TlsIdentity> named = identities.stream().filter(each -> each.names(host)).toList();
      if (named.isEmpty()) {
        named = identities.stream().filter(each -> each.namesByWildcard(host)).toList();
      }
      if (!named.isEmpty()) {
        return named;
      }
    }
    return identities.stream()
        .filter(each ->
            each == first || !first.names().isEmpty() && each.names(first.names().getFirst()))
        .toList();
  }

  /** The name of a session's SNI, or null. */
  static @Nullable String requestedHost(@Nullable SSLSession session) {
    if (session instanceof ExtendedSSLSession extended) {
      for (SNIServerName name : extended.getRequestedServerNames()) {
        if (name.getType() == StandardConstants.SNI_HOST_NAME) {
          return name instanceof SNIHostName host
              ? host.getAsciiName()
              : new SNIHostName(name.getEncoded()).getAsciiName();
        }
      }
    }
    return null;
  }

  /** One for each certificate, the default's first. */
  public List<String> aliases() {
    return IntStream.range(0, identities.size()).mapToObj(this::alias).toList();
  }

  private String alias(int index) {
    return prefix + index;
  }

  private @Nullable TlsIdentity of(@Nullable String alias) {
    return alias != null && alias.startsWith(prefix)
        ? identities.get(Integer.parseInt(alias.substring(prefix.length())))
        : null;
  }

  @Override
  public X509Certificate @Nullable [] getCertificateChain(@Nullable String alias) {
    TlsIdentity identity = of(alias);
    return identity == null ? null : identity.chain().toArray(X509Certificate[]::new);
  }

  @Override
  public @Nullable PrivateKey getPrivateKey(@Nullable String alias) {
    TlsIdentity identity = of(alias);
    return identity == null ? null : identity.privateKey();
  }

  // ---- Of no use to a server's engines.

  @Override
  public @Nullable String chooseServerAlias(
      String keyType, Principal @Nullable [] issuers, @Nullable Socket socket) {
    return null;
  }

  @Override
  public String @Nullable [] getServerAliases(String keyType, Principal @Nullable [] issuers) {
    return null;
  }

  @Override
  public String @Nullable [] getClientAliases(String keyType, Principal @Nullable [] issuers) {
    return null;
  }

  @Override
  public @Nullable String chooseClientAlias(
      String[] keyType, Principal @Nullable [] issuers, @Nullable Socket socket) {
    return null;
  }
}
