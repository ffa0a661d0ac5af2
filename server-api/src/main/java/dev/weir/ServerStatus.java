package dev.weir;

import dev.weir.annotation.Preview;
import java.util.List;

/**
 * What a server does at a moment, for monitoring: {@link Server#status}.
 *
 * <p>Two kinds of numbers: those that say how it is <em>now</em>, which go up and down, and those
 * that count <em>since the start</em>, which never go down, also not once the server has ended.
 * They are read one after another while the server goes on, so sums of several may be off by what
 * happened in between.
 *
 * @param ready {@link Server#isReady}
 * @param connections open now, of {@link Limits#MAX_CONNECTIONS}; those being accepted are included
 * @param inFlight handlers now, of {@link Limits#MAX_IN_FLIGHT}
 * @param doors each door's, in the order of {@link Server#doors}
 */
@Preview
public record ServerStatus(
    boolean ready, Usage connections, Usage inFlight, List<DoorStatus> doors) {
  /** Copies the list. */
  public ServerStatus {
    doors = List.copyOf(doors);
  }
}
