package dev.weir.core.door;

import dev.weir.core.dispatch.WorkRunner;
import dev.weir.spi.protocol.ProtocolSetup;

/** The surroundings of a door, as the core's own protocols see them. */
public interface DoorSetup extends ProtocolSetup {
  /** Runs user code without a way back through the loop. */
  WorkRunner work();

  /** Whether what a handler returns must have been declared. */
  boolean strictReturns();
}
