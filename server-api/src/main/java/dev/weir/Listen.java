package dev.weir;

import dev.weir.annotation.Stable;
import dev.weir.tls.Tls;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.NetworkInterface;
import java.net.SocketAddress;
import java.net.UnixDomainSocketAddress;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Where a door listens, and how its sockets are set up. Immutable; each {@code with} gives a
 * changed copy. Names are resolved at start, not here.
 */
@Stable
public final class Listen {
  private static final int DEFAULT_BACKLOG = 4_096;

  private final SocketAddress address;
  private final String name;
  private final SocketSettings socket;
  private final List<Multicast> groups;
  private final @Nullable Tls tls;
  private final TrustedProxies proxies;

  private Listen(
      SocketAddress address,
      String name,
      SocketSettings socket,
      List<Multicast> groups,
      @Nullable Tls tls,
      TrustedProxies proxies) {
    this.address = address;
    this.name = name;
    this.socket = socket;
    this.groups = groups;
    this.tls = tls;
    this.proxies = proxies;
  }

  /**
   * Membership of a multicast group, for UDP doors.
   *
   * @param group the group's address
   * @param networkInterface the interface to join on
   */
  public record Multicast(InetAddress group, NetworkInterface networkInterface) {}

  /**
   * How sockets are set up. Null leaves a choice to the operating system.
   *
   * @param backlog how many connections may wait to be accepted
   * @param reuseAddress whether an address in TIME_WAIT may be bound; for listening sockets
   * @param reusePort whether several sockets may be bound to the port at once
   * @param noDelay whether small writes leave at once (TCP_NODELAY)
   * @param keepAlive whether the kernel probes idle peers (SO_KEEPALIVE)
   * @param sendBuffer bytes of the kernel's send buffer
   * @param receiveBuffer bytes of the kernel's receive buffer
   */
  public record SocketSettings(
      int backlog,
      boolean reuseAddress,
      boolean reusePort,
      boolean noDelay,
      boolean keepAlive,
      @Nullable Integer sendBuffer,
      @Nullable Integer receiveBuffer) {}

  /**
   * All local addresses, of IPv6 and IPv4, at {@code port}; 0 takes a free one. Where the system
   * has no IPv6, those of IPv4.
   */
  public static Listen port(int port) {
    return on(new InetSocketAddress(port));
  }

  /**
   * One local address, by name or number, at {@code port}; 0 takes a free one. {@code "0.0.0.0"} is
   * every address of IPv4 and none of IPv6; {@code "::"} is what {@link #port} is.
   */
  public static Listen address(String host, int port) {
    return on(InetSocketAddress.createUnresolved(host, port));
  }

  /** A Unix domain socket. A stale file of an earlier run, on which nobody listens, is replaced. */
  public static Listen unix(Path path) {
    return on(UnixDomainSocketAddress.of(path));
  }

  /** Any address that the transport knows. */
  public static Listen on(SocketAddress address) {
    return new Listen(
        address,
        "",
        new SocketSettings(DEFAULT_BACKLOG, true, false, true, false, null, null),
        List.of(),
        null,
        TrustedProxies.none());
  }

  /**
   * The door's name in logs and metrics; by default made of its kind and address. A door that is
   * given one can have its TLS and its proxies from the configuration, under {@code
   * weir.tls.<name>} and {@code weir.proxies.<name>}.
   */
  public Listen withName(String newName) {
    return new Listen(address, newName, socket, groups, tls, proxies);
  }

  /** How many connections may wait to be accepted. Default 4,096; the kernel may cap it. */
  public Listen withBacklog(int backlog) {
    if (backlog < 1) {
      throw new IllegalArgumentException("A backlog is at least 1, not " + backlog);
    }
    return with(draft -> draft.backlog = backlog);
  }

  /** Whether an address in TIME_WAIT may be bound (SO_REUSEADDR). Default true. */
  public Listen withReuseAddress(boolean reuse) {
    return with(draft -> draft.reuseAddress = reuse);
  }

  /** Whether several sockets may be bound to the port at once (SO_REUSEPORT). Default false. */
  public Listen withReusePort(boolean reuse) {
    return with(draft -> draft.reusePort = reuse);
  }

  /** Whether small writes leave at once (TCP_NODELAY). Default true. */
  public Listen withNoDelay(boolean noDelay) {
    return with(draft -> draft.noDelay = noDelay);
  }

  /** Whether the kernel probes idle peers (SO_KEEPALIVE). Default false. */
  public Listen withKeepAlive(boolean keepAlive) {
    return with(draft -> draft.keepAlive = keepAlive);
  }

  /** Bytes of the kernel's buffers for a socket (SO_SNDBUF, SO_RCVBUF). Default: the kernel's. */
  public Listen withBuffers(int sendBytes, int receiveBytes) {
    if (sendBytes < 1 || receiveBytes < 1) {
      throw new IllegalArgumentException("A socket's buffers are at least 1 byte");
    }
    return with(draft -> {
      draft.sendBuffer = sendBytes;
      draft.receiveBuffer = receiveBytes;
    });
  }

  /** Joins a multicast group on an interface; for UDP doors. */
  public Listen withMulticast(InetAddress group, NetworkInterface networkInterface) {
    if (!group.isMulticastAddress()) {
      throw new IllegalArgumentException(group + " isn't a multicast address");
    }
    List<Multicast> more = new ArrayList<>(groups);
    more.add(new Multicast(group, networkInterface));
    return new Listen(address, name, socket, List.copyOf(more), tls, proxies);
  }

  /** Speaks TLS: on a TCP port or a Unix domain socket, from the first byte on. */
  public Listen withTls(Tls newTls) {
    return new Listen(address, name, socket, groups, newTls, proxies);
  }

  /**
   * Stands behind proxies: what they say about the clients is believed. For doors of TCP and HTTP;
   * header fields for HTTP only.
   */
  public Listen withProxies(TrustedProxies newProxies) {
    return new Listen(address, name, socket, groups, tls, newProxies);
  }

  private Listen with(Consumer<SocketDraft> change) {
    SocketDraft draft = new SocketDraft(socket);
    change.accept(draft);
    return new Listen(address, name, draft.settings(), groups, tls, proxies);
  }

  /** Settings of which one is to be changed. */
  private static final class SocketDraft {
    private int backlog;
    private boolean reuseAddress;
    private boolean reusePort;
    private boolean noDelay;
    private boolean keepAlive;
    private @Nullable Integer sendBuffer;
    private @Nullable Integer receiveBuffer;

    SocketDraft(SocketSettings from) {
      backlog = from.backlog;
      reuseAddress = from.reuseAddress;
      reusePort = from.reusePort;
      noDelay = from.noDelay;
      keepAlive = from.keepAlive;
      sendBuffer = from.sendBuffer;
      receiveBuffer = from.receiveBuffer;
    }

    SocketSettings settings() {
      return new SocketSettings(
          backlog, reuseAddress, reusePort, noDelay, keepAlive, sendBuffer, receiveBuffer);
    }
  }

  /** The address, perhaps unresolved. */
  public SocketAddress address() {
    return address;
  }

  /** The name that was given, or the empty string. */
  public String name() {
    return name;
  }

  /** How sockets are set up. */
  public SocketSettings socket() {
    return socket;
  }

  /** The multicast groups to join. */
  public List<Multicast> groups() {
    return groups;
  }

  /** The TLS that is spoken, or null for clear text. */
  public @Nullable Tls tls() {
    return tls;
  }

  /** The proxies in front of it; by default none. */
  public TrustedProxies proxies() {
    return proxies;
  }

  @Override
  public String toString() {
    return name.isEmpty() ? address.toString() : name + " (" + address + ")";
  }
}
