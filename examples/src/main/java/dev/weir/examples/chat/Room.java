package dev.weir.examples.chat;

import dev.weir.Bytes;
import dev.weir.tcp.FrameHandler;
import dev.weir.tcp.Session;
import java.io.IOException;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/** Everybody who has said their name, and what is told to all of them. */
final class Room {
  private static final int MAX_NAME = 32;

  private final Set<Session> members = ConcurrentHashMap.newKeySet();

  /** The handler of one session: its first line is a name, every further one a message. */
  FrameHandler enter(Session session) {
    return new Visitor();
  }

  /** Tells everybody. Who is too slow to take it misses it: nobody waits for the slowest. */
  private void broadcast(String line) {
    Bytes frame = Bytes.utf8(line);
    for (Session member : members) {
      var unused = member.offer(frame);
    }
  }

  /** Without those whose session is closed but hasn't ended, as after a line that was too long. */
  private long here() {
    return members.stream().filter(Session::isOpen).count();
  }

  /** Frames of a session come one at a time, so this needs no lock. */
  private final class Visitor implements FrameHandler {
    private String name = "";

    @Override
    public void handle(Session session, Bytes frame) throws IOException {
      String line = frame.utf8().strip();
      if (!name.isEmpty()) {
        broadcast(name + ": " + line);
      } else if (line.isEmpty() || line.length() > MAX_NAME) {
        session.send(Bytes.utf8("* A name has 1 to " + MAX_NAME + " characters. Who are you?"));
      } else {
        name = line;
        members.add(session);
        session.onEnd(end -> leave(session));
        broadcast("* " + name + " came (" + here() + " here)");
      }
    }

    private void leave(Session session) {
      members.remove(session);
      broadcast("* " + name + " left");
    }
  }
}
