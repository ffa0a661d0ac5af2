package dev.weir;

import dev.weir.annotation.Preview;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.net.UnixDomainSocketAddress;
import java.util.ArrayList;
import java.util.List;

/**
 * The proxies in front of a door, by their addresses, and how they say who the client is. Nobody is
 * trusted who isn't named: what else comes says these things in vain.
 *
 * <pre>{@code
 * Listen.port(8080).withProxies(TrustedProxies.at("10.0.0.0/8", "fd00::/8").withXForwarded())
 * Listen.port(9000).withProxies(TrustedProxies.at("10.0.0.7").withProxyProtocol())
 * }</pre>
 *
 * <p>One way has to be chosen, since a proxy passes on what it doesn't know: one that writes {@code
 * X-Forwarded-For} as a rule lets a client's own {@code Forwarded} through. The proxy protocol goes
 * together with either of the two: it tells of connections, the fields tell of requests.
 *
 * <p>Trusted addresses are not counted by {@link Limits#MAX_CONNECTIONS_PER_ADDRESS}: the many
 * connections from there are those of many clients.
 *
 * <p>Immutable; each {@code with} gives a changed copy.
 */
@Preview
public final class TrustedProxies {
  /** What stands for all Unix domain sockets in {@link #at}. */
  public static final String UNIX = "unix";

  private static final TrustedProxies NONE =
      new TrustedProxies(List.of(), false, false, Fields.NONE);

  private final List<IpNetwork> networks;
  private final boolean unix;
  private final boolean proxyProtocol;
  private final Fields fields;

  /** The header fields in which proxies say whom they speak for. */
  public enum Fields {
    /** In none. */
    NONE,
    /** {@code Forwarded} (RFC 7239). */
    FORWARDED,
    /** {@code X-Forwarded-For}, {@code -Proto}, {@code -Host} and {@code -Port}. */
    X_FORWARDED
  }

  private TrustedProxies(
      List<IpNetwork> networks, boolean unix, boolean proxyProtocol, Fields fields) {
    this.networks = networks;
    this.unix = unix;
    this.proxyProtocol = proxyProtocol;
    this.fields = fields;
  }

  /** Nobody, as for a door that says nothing about proxies. */
  public static TrustedProxies none() {
    return NONE;
  }

  /**
   * Those at these addresses.
   *
   * @param addresses IP addresses, networks such as {@code 10.0.0.0/8} and {@code fd00::/8}, or
   *     {@link #UNIX} for whoever may connect to a door on a Unix domain socket
   * @throws IllegalArgumentException if one is neither
   */
  public static TrustedProxies at(String... addresses) {
    if (addresses.length == 0) {
      throw new IllegalArgumentException("Name the addresses of the proxies to trust");
    }
    List<IpNetwork> networks = new ArrayList<>();
    boolean unix = false;
    for (String address : addresses) {
      if (address.equals(UNIX)) {
        unix = true;
      } else {
        networks.add(IpNetwork.parse(address));
      }
    }
    return new TrustedProxies(List.copyOf(networks), unix, false, Fields.NONE);
  }

  /**
   * Connections begin with a header of the PROXY protocol, version 1 or 2, before TLS and all else:
   * {@link ConnectionInfo#remoteAddress} is what it says, and for the server's limits and
   * middleware too. A connection from elsewhere is closed at once, and one without the header, or
   * with a malformed one: a door can't tell a client that speaks directly from one that lies.
   */
  public TrustedProxies withProxyProtocol() {
    return new TrustedProxies(networks, unix, true, fields);
  }

  /**
   * Requests say in {@code Forwarded} (RFC 7239) for whom they are. See {@link
   * dev.weir.http.Request#remoteAddress}.
   */
  public TrustedProxies withForwarded() {
    return new TrustedProxies(networks, unix, proxyProtocol, Fields.FORWARDED);
  }

  /**
   * Requests say in {@code X-Forwarded-For}, {@code X-Forwarded-Proto}, {@code X-Forwarded-Host}
   * and {@code X-Forwarded-Port} for whom they are. See {@link
   * dev.weir.http.Request#remoteAddress}. A proxy has to set or drop each of the four, or clients
   * do.
   */
  public TrustedProxies withXForwarded() {
    return new TrustedProxies(networks, unix, proxyProtocol, Fields.X_FORWARDED);
  }

  /** Whether the one at this address is trusted. */
  public boolean contains(SocketAddress address) {
    if (address instanceof InetSocketAddress inet && inet.getAddress() != null) {
      for (IpNetwork network : networks) {
        if (network.contains(inet.getAddress())) {
          return true;
        }
      }
      return false;
    }
    return unix && address instanceof UnixDomainSocketAddress;
  }

  /** Whether nobody is trusted. */
  public boolean isEmpty() {
    return networks.isEmpty() && !unix;
  }

  /** Whether connections begin with a header of the PROXY protocol. */
  public boolean proxyProtocol() {
    return proxyProtocol;
  }

  /** The fields in which requests say for whom they are. */
  public Fields fields() {
    return fields;
  }

  @Override
  public String toString() {
    List<String> all = new ArrayList<>(networks.stream().map(IpNetwork::toString).toList());
    if (unix) {
      all.add(UNIX);
    }
    return String.join(", ", all);
  }
}
