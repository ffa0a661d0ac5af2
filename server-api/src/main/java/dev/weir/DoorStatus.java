package dev.weir;

import dev.weir.annotation.Preview;
import java.util.Collections;
import java.util.EnumMap;
import java.util.Map;

/**
 * What a door does at a moment.
 *
 * <pre>{@code
 * for (DoorStatus each : server.status().doors()) {
 *   switch (each) {
 *     case DoorStatus.Connections door -> gauge("open", door.door().name(), door.open());
 *     case DoorStatus.Datagrams door ->
 *         door.dropped().forEach((why, count) -> counter("dropped", why.name(), count));
 *   }
 * }
 * }</pre>
 */
@Preview
public sealed interface DoorStatus {
  /** Whose status it is. */
  Door door();

  /** What its handlers do. */
  Handlers handlers();

  /**
   * Handlers on virtual threads and on the pool for computing. Those on an event loop aren't
   * counted: each loop runs one at a time.
   *
   * @param running now, those that wait for a thread included
   * @param started since the start. A thread that goes on from one message of a connection to the
   *     next without leaving its place in {@link Limits#MAX_IN_FLIGHT} counts once.
   * @param timedOut since the start: interrupted after {@link Limits#HANDLER_TIMEOUT}
   * @param refused requests of HTTP that were answered in place of their handler, since the start;
   *     each reason is there. What can wait for a place, such as a frame, isn't refused, and
   *     datagrams are {@linkplain Datagrams#dropped dropped}.
   */
  @Preview
  record Handlers(long running, long started, long timedOut, Map<NoPlace, Long> refused) {
    /** Copies the map, and adds what is missing as 0. */
    public Handlers {
      refused = complete(NoPlace.class, refused);
    }

    /** Why a request gets no handler although it has one. */
    @Preview
    public enum NoPlace {
      /** With 503: all of {@link Limits#MAX_IN_FLIGHT} are taken, or the pool's queue is full. */
      SERVER,

      /** With 429: its client has all of {@link Limits#MAX_IN_FLIGHT_PER_CLIENT}. */
      CLIENT
    }
  }

  /**
   * A door for connections.
   *
   * @param open now
   * @param accepted let in, since the start
   * @param refused turned away, since the start; each reason is there. What waits in the system's
   *     backlog isn't known here.
   */
  @Preview
  record Connections(
      Door door, Handlers handlers, long open, long accepted, Map<Refusal, Long> refused)
      implements DoorStatus {
    /** Copies the map, and adds what is missing as 0. */
    public Connections {
      refused = complete(Refusal.class, refused);
    }

    /** Why a connection is closed before its first byte is read. */
    @Preview
    public enum Refusal {
      /** Its address has {@link Limits#MAX_CONNECTIONS_PER_ADDRESS} open. */
      ADDRESS_LIMIT,

      /** A middleware refused it, such as a limit of its client's rate, or failed with it. */
      MIDDLEWARE
    }
  }

  /**
   * A door for datagrams.
   *
   * @param received since the start, those dropped included. What the system drops, because nobody
   *     reads as fast as they come, isn't known here.
   * @param sent since the start, answers or not: taken over by the transport. It may find later
   *     that one can't be sent, and counts it as {@link Drop#UNSENT} too.
   * @param dropped since the start; each reason is there
   */
  @Preview
  record Datagrams(Door door, Handlers handlers, long received, long sent, Map<Drop, Long> dropped)
      implements DoorStatus {
    /** Copies the map, and adds what is missing as 0. */
    public Datagrams {
      dropped = complete(Drop.class, dropped);
    }

    /** Why a datagram is lost. */
    @Preview
    public enum Drop {
      /** As many are handled as {@link Limits#MAX_DATAGRAMS_IN_FLIGHT} or the server allows. */
      BUSY,

      /** It was longer than {@link Limits#MAX_DATAGRAM}. */
      TOO_LARGE,

      /** A middleware refused it, such as a limit of its sender's rate. */
      MIDDLEWARE,

      /** It came before the door was open or after shutdown had begun. */
      CLOSED,

      /** It was to be sent, and too many were waiting, or the system refused it. */
      UNSENT
    }
  }

  private static <R extends Enum<R>> Map<R, Long> complete(Class<R> type, Map<R, Long> counts) {
    Map<R, Long> complete = new EnumMap<>(type);
    for (R reason : type.getEnumConstants()) {
      complete.put(reason, counts.getOrDefault(reason, 0L));
    }
    return Collections.unmodifiableMap(complete);
  }
}
