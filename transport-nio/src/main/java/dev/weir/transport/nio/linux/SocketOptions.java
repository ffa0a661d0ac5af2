package dev.weir.transport.nio.linux;

import static java.lang.foreign.ValueLayout.JAVA_INT;

import dev.weir.Listen;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;

/** A new socket while it is set up, by one thread. */
final class SocketOptions {
  private static final int SOL_SOCKET = 1;
  private static final int SO_REUSEADDR = 2;
  private static final int SO_SNDBUF = 7;
  private static final int SO_RCVBUF = 8;
  private static final int SO_KEEPALIVE = 9;
  private static final int SO_LINGER = 13;
  private static final int SO_REUSEPORT = 15;
  private static final int IPPROTO_TCP = 6;
  private static final int TCP_NODELAY = 1;
  private static final int IPPROTO_IP = 0;
  private static final int IP_MULTICAST_ALL = 49;
  static final int IPPROTO_IPV6 = 41;
  private static final int IPV6_V6ONLY = 26;
  private static final int IPV6_MULTICAST_ALL = 29;
  private static final int ENOPROTOOPT = 92;

  private final int number;
  private final int family;
  private final MemorySegment callState;

  private SocketOptions(int number, int family, MemorySegment callState) {
    this.number = number;
    this.family = family;
    this.callState = callState;
  }

  /** Of a socket that is there. */
  static SocketOptions of(int number, int family, MemorySegment callState) {
    return new SocketOptions(number, family, callState);
  }

  /** A new socket that never waits and isn't inherited. */
  static SocketOptions open(int family, int type, MemorySegment callState) throws IOException {
    return of(Libc.check("socket", openOrFail(family, type, callState)), family, callState);
  }

  /** The same; its number, or the negative errno. */
  static int openOrFail(int family, int type, MemorySegment callState) {
    return Libc.socket(family, type | Libc.NON_BLOCKING | Libc.CLOSE_ON_EXEC, callState);
  }

  /** Of a new socket of IPv6, which is to take IPv4 as well. */
  static SocketOptions bothKinds(int number, MemorySegment callState) throws IOException {
    SocketOptions options = of(number, SocketAddresses.AF_INET6, callState);
    try {
      options.set(IPPROTO_IPV6, IPV6_V6ONLY, 0);
      return options;
    } catch (Throwable e) {
      options.closeSocket();
      throw e;
    }
  }

  int number() {
    return number;
  }

  int family() {
    return family;
  }

  void reuseAddress(boolean reuse) throws IOException {
    set(SOL_SOCKET, SO_REUSEADDR, reuse ? 1 : 0);
  }

  void shareAndSize(Listen.SocketSettings settings) throws IOException {
    if (settings.reusePort()) {
      set(SOL_SOCKET, SO_REUSEPORT, 1);
    }
    receiveBuffer(settings);
  }

  /** Before the binding: accepted connections inherit it, and TCP's window scale depends on it. */
  void receiveBuffer(Listen.SocketSettings settings) throws IOException {
    if (settings.receiveBuffer() != null) {
      set(SOL_SOCKET, SO_RCVBUF, settings.receiveBuffer());
    }
  }

  void sendBuffer(Listen.SocketSettings settings) throws IOException {
    if (settings.sendBuffer() != null) {
      set(SOL_SOCKET, SO_SNDBUF, settings.sendBuffer());
    }
  }

  /** Of a socket for datagrams: what other sockets' groups get isn't for this one. */
  void ownGroupsOnly() throws IOException {
    set(IPPROTO_IP, IP_MULTICAST_ALL, 0);
    if (family == SocketAddresses.AF_INET6) {
      int result = setOrFail(IPPROTO_IPV6, IPV6_MULTICAST_ALL, 0);
      if (result != -ENOPROTOOPT) { // as before Linux 4.20
        Libc.check("setsockopt", result);
      }
    }
  }

  /** Of a connection over IP. */
  void tcp(Listen.SocketSettings settings) throws IOException {
    set(IPPROTO_TCP, TCP_NODELAY, settings.noDelay() ? 1 : 0);
    set(SOL_SOCKET, SO_KEEPALIVE, settings.keepAlive() ? 1 : 0);
  }

  /** The close that follows is a reset. */
  void resetOnClose() throws IOException {
    set(SOL_SOCKET, SO_LINGER, 1, 0);
  }

  private void set(int level, int option, int... value) throws IOException {
    Libc.check("setsockopt", setOrFail(level, option, value));
  }

  private int setOrFail(int level, int option, int... value) {
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment memory = arena.allocateFrom(JAVA_INT, value);
      return Libc.setsockopt(
          number, level, option, memory.address(), (int) memory.byteSize(), callState);
    }
  }

  /** Gives it up. */
  void closeSocket() {
    var unused = Libc.close(number, callState); // nothing was sent by it
  }
}
