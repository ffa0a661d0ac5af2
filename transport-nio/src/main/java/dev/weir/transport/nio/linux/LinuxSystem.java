package dev.weir.transport.nio.linux;

import dev.weir.Listen;
import dev.weir.transport.nio.socket.DatagramPort;
import dev.weir.transport.nio.socket.ListeningSocket;
import dev.weir.transport.nio.socket.Poller;
import dev.weir.transport.nio.socket.ReadyListener;
import dev.weir.transport.nio.socket.SocketSystem;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.net.InetSocketAddress;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Linux's system calls, for x86-64 and AArch64. */
public final class LinuxSystem implements SocketSystem {
  private static final int SOCK_STREAM = 1;
  private static final int SOCK_DGRAM = 2;
  private static final Set<String> ARCHITECTURES = Set.of("amd64", "x86_64", "aarch64");

  /** Why this JVM can't use it, or null. */
  public static @Nullable String unavailabilityCause() {
    String system = System.getProperty("os.name");
    if (!system.equals("Linux")) {
      return "the system is " + system;
    }
    String architecture = System.getProperty("os.arch");
    if (!ARCHITECTURES.contains(architecture)) {
      return "the processor is " + architecture;
    }
    Module module = LinuxSystem.class.getModule();
    if (!module.isNativeAccessEnabled()) {
      String who = module.isNamed() ? module.getName() : "ALL-UNNAMED";
      return "the JVM wasn't started with --enable-native-access=" + who;
    }
    return null;
  }

  @Override
  public String description() {
    return "epoll";
  }

  @Override
  public Poller openPoller(ReadyListener listener) throws IOException {
    return new EpollPoller(listener);
  }

  @Override
  public ListeningSocket listen(
      InetSocketAddress address, boolean ipv4, Listen.SocketSettings settings) throws IOException {
    try (Arena arena = Arena.ofConfined()) {
      SocketOptions options = openIp(ipv4, SOCK_STREAM, arena);
      try {
        options.reuseAddress(settings.reuseAddress());
        options.shareAndSize(settings);
        MemorySegment bound = arena.allocate(SocketAddresses.MAX_BYTES, 8);
        int length = SocketAddresses.write(address, options.family(), bound);
        return listen(options, bound, length, settings, arena);
      } catch (Throwable e) {
        options.closeSocket();
        throw e;
      }
    }
  }

  @Override
  public ListeningSocket listen(UnixDomainSocketAddress address, Listen.SocketSettings settings)
      throws IOException {
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment bound = arena.allocate(SocketAddresses.MAX_BYTES, 8);
      int length = SocketAddresses.write(address, bound);
      SocketOptions options =
          SocketOptions.open(SocketAddresses.AF_UNIX, SOCK_STREAM, Libc.callState(arena));
      try {
        options.receiveBuffer(settings);
        return listen(options, bound, length, settings, arena);
      } catch (Throwable e) {
        options.closeSocket();
        throw e;
      }
    }
  }

  private static ListeningSocket listen(
      SocketOptions options,
      MemorySegment bound,
      int length,
      Listen.SocketSettings settings,
      Arena arena)
      throws IOException {
    MemorySegment callState = Libc.callState(arena);
    int number = options.number();
    Libc.check("bind", Libc.bind(number, bound.address(), length, callState));
    Libc.check("listen", Libc.listen(number, settings.backlog(), callState));
    return new LinuxListeningSocket(new Descriptor(number), options.family());
  }

  @Override
  public DatagramPort bind(
      InetSocketAddress address, boolean ipv4, boolean shared, Listen.SocketSettings settings)
      throws IOException {
    try (Arena arena = Arena.ofConfined()) {
      SocketOptions options = openIp(ipv4, SOCK_DGRAM, arena);
      try {
        options.reuseAddress(shared);
        options.ownGroupsOnly();
        options.shareAndSize(settings);
        options.sendBuffer(settings);
        MemorySegment bound = arena.allocate(SocketAddresses.MAX_BYTES, 8);
        int length = SocketAddresses.write(address, options.family(), bound);
        int number = options.number();
        Libc.check("bind", Libc.bind(number, bound.address(), length, Libc.callState(arena)));
        return new LinuxDatagramPort(new Descriptor(number), options.family());
      } catch (Throwable e) {
        options.closeSocket();
        throw e;
      }
    }
  }

  @Override
  public FileChannel openFile(Path path) throws IOException {
    FileChannel file = LinuxFile.open(path);
    return file == null ? FileChannel.open(path, StandardOpenOption.READ) : file;
  }

  /** A socket of IPv4 if that is wanted, or if the system has no IPv6; else of both. */
  private static SocketOptions openIp(boolean ipv4, int type, Arena arena) throws IOException {
    MemorySegment callState = Libc.callState(arena);
    if (!ipv4 && !Boolean.getBoolean("java.net.preferIPv4Stack")) {
      int number = SocketOptions.openOrFail(SocketAddresses.AF_INET6, type, callState);
      if (number != -Libc.EAFNOSUPPORT) {
        return SocketOptions.bothKinds(Libc.check("socket", number), callState);
      }
    }
    return SocketOptions.open(SocketAddresses.AF_INET, type, callState);
  }
}
