package dev.weir.core;

import dev.weir.Listen;
import dev.weir.StartException;
import java.net.InetSocketAddress;
import java.util.HashSet;
import java.util.Set;

/** Names doors that have none, and keeps all names different. */
final class DoorNames {
  private final Set<String> taken = new HashSet<>();

  /**
   * The name of a new door: the one it was given, or its kind and address.
   *
   * @throws StartException if the name it was given is taken
   */
  String name(String kind, Listen listen) {
    if (!listen.name().isEmpty()) {
      if (!taken.add(listen.name())) {
        throw new StartException("Two doors are named '" + listen.name() + "'");
      }
      return listen.name();
    }
    String base = kind + address(listen);
    String name = base;
    for (int i = 2; !taken.add(name); i++) {
      name = base + "-" + i;
    }
    return name;
  }

  private static String address(Listen listen) {
    if (!(listen.address() instanceof InetSocketAddress inet)) {
      return ":" + listen.address();
    }
    String host =
        inet.getAddress() != null && inet.getAddress().isAnyLocalAddress()
            ? ""
            : ":" + inet.getHostString();
    return inet.getPort() == 0 ? host : String.join(":", host, Integer.toString(inet.getPort()));
  }
}
