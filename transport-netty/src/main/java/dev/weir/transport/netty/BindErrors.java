package dev.weir.transport.netty;

import java.io.IOException;
import java.net.BindException;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.util.Locale;

/** Says of a failed bind where it was, and what to do. */
final class BindErrors {
  private BindErrors() {}

  static IOException describe(SocketAddress address, Throwable cause) {
    String said = String.valueOf(cause.getMessage());
    if (cause instanceof IOException io && said.startsWith("Can't bind ")) {
      return io;
    }
    BindException described =
        new BindException("Can't bind " + address + ": " + advice(address, said));
    described.initCause(cause);
    return described;
  }

  private static String advice(SocketAddress address, String said) {
    String error = said.toLowerCase(Locale.ROOT);
    if (error.contains("in use")) {
      return "it is in use; stop who listens there, or choose another port or path";
    }
    if (error.contains("permission denied") || error.contains("not permitted")) {
      return address instanceof InetSocketAddress internet && internet.getPort() < 1024
          ? "ports below 1024 need a privilege (CAP_NET_BIND_SERVICE); grant it, or choose another"
          : "permission denied; check the owner and the mode of the directory";
    }
    if (error.contains("cannot assign") || error.contains("can't assign")) {
      return "it isn't an address of this machine; choose one that is, or listen on all";
    }
    if (error.contains("no such file")) {
      return "its directory doesn't exist; make it first";
    }
    return said;
  }
}
