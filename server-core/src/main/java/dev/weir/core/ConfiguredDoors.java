package dev.weir.core;

import dev.weir.Server;
import dev.weir.TrustedProxies;
import dev.weir.core.config.Configuration;
import dev.weir.core.config.DeclaredKeys;
import dev.weir.core.config.ProxySettings;
import dev.weir.core.config.TlsSettings;
import dev.weir.core.wiring.Problems;
import dev.weir.tls.Tls;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Gives doors the TLS and the proxies configured for them, by the names that code gave them. */
final class ConfiguredDoors {
  private static final Logger LOGGER = LoggerFactory.getLogger(Server.class);

  private final Configuration configuration;
  private final Problems problems;

  ConfiguredDoors(Configuration configuration, Problems problems) {
    this.configuration = configuration;
    this.problems = problems;
  }

  static void declare(List<DoorPlan> doors, DeclaredKeys declared) {
    for (DoorPlan door : doors) {
      if (door instanceof DoorPlan.Streams && !door.listen().name().isEmpty()) {
        declared.addDoor(door.listen().name());
      }
    }
  }

  List<DoorPlan> of(List<DoorPlan> doors) {
    return doors.stream().map(this::of).toList();
  }

  private DoorPlan of(DoorPlan door) {
    return door instanceof DoorPlan.Streams streams && !door.listen().name().isEmpty()
        ? withProxies(withTls(streams))
        : door;
  }

  private DoorPlan.Streams withTls(DoorPlan.Streams door) {
    Tls tls = TlsSettings.of(door.listen().name(), configuration, problems);
    if (tls == null || inCode(door, "TLS", door.listen().tls() != null)) {
      return door;
    }
    return door.at(door.listen().withTls(tls));
  }

  private DoorPlan.Streams withProxies(DoorPlan.Streams door) {
    TrustedProxies proxies = ProxySettings.of(door.listen().name(), configuration, problems);
    if (proxies == null || inCode(door, "proxies", !door.listen().proxies().isEmpty())) {
      return door;
    }
    return door.at(door.listen().withProxies(proxies));
  }

  private static boolean inCode(DoorPlan door, String what, boolean given) {
    if (given) {
      LOGGER.warn(
          "Door {}: its {} came from code, which counts; what is configured doesn't",
          door.name(),
          what);
    }
    return given;
  }
}
