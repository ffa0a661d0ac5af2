package dev.weir.core;

import dev.weir.Server;
import dev.weir.core.config.Configuration;
import dev.weir.core.config.DeclaredKeys;
import dev.weir.core.config.TlsSettings;
import dev.weir.core.wiring.Problems;
import dev.weir.tls.Tls;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Gives doors the TLS that is configured for them, by the names that code gave them. */
final class DoorTls {
  private static final Logger LOGGER = LoggerFactory.getLogger(Server.class);

  private DoorTls() {}

  static void declare(List<DoorPlan> doors, DeclaredKeys declared) {
    for (DoorPlan door : doors) {
      if (door instanceof DoorPlan.Streams && !door.listen().name().isEmpty()) {
        declared.addDoor(door.listen().name());
      }
    }
  }

  static List<DoorPlan> configured(
      List<DoorPlan> doors, Configuration configuration, Problems problems) {
    return doors.stream().map(door -> configured(door, configuration, problems)).toList();
  }

  private static DoorPlan configured(
      DoorPlan door, Configuration configuration, Problems problems) {
    if (!(door instanceof DoorPlan.Streams streams) || door.listen().name().isEmpty()) {
      return door;
    }
    Tls tls = TlsSettings.of(door.listen().name(), configuration, problems);
    if (tls == null) {
      return door;
    }
    if (door.listen().tls() != null) {
      LOGGER.warn(
          "Door {}: its TLS was given in code, which counts; what is configured for it doesn't",
          door.name());
      return door;
    }
    return streams.withTls(tls);
  }
}
