package dev.weir.core.http1;

import dev.weir.ByteOutput;
import dev.weir.Bytes;
import dev.weir.Dispatch;
import dev.weir.core.dispatch.Task;
import dev.weir.core.http.ResponseHead;
import dev.weir.core.http1.HeadEncoder.After;
import dev.weir.core.http1.HeadEncoder.Framing;
import dev.weir.core.stream.WriteGate;
import dev.weir.http.ClientGoneException;
import dev.weir.http.Problem;
import dev.weir.http.Response;
import dev.weir.spi.transport.ByteStream;
import dev.weir.spi.transport.EventLoop;
import dev.weir.spi.transport.OutputChain;
import java.io.IOException;
import java.util.concurrent.RejectedExecutionException;
import org.jspecify.annotations.Nullable;

/**
 * The way out of one HTTP/1 connection. Any thread: on the loop it leads to the stream's output,
 * elsewhere to chains of the caller's own, which are submitted.
 *
 * <p>Answers to pipelined requests are gathered, so that they leave together. What is gathered must
 * not wait for a handler that blocks: a task of its own sends it, which gets a thread as soon as
 * the handler's is free, because it has ended or waits.
 */
final class Http1Output {
  /** The most bytes of answers that wait for the next one. */
  private static final int MAX_GATHERED = 16 << 10;

  private final Http1 door;
  private final LoopShare share;
  private final ByteStream stream;
  private final Http1Handler connection;
  private volatile @Nullable ClientGoneException lost;

  private volatile boolean gathers; // most connections never do
  private volatile @Nullable WriteGate gate; // most connections never make anybody wait

  // Guarded by this, which is held over the hand-over to the stream: so the order is kept.
  private @Nullable OutputChain gathered;
  private boolean sendDue;

  Http1Output(Http1 door, LoopShare share, ByteStream stream, Http1Handler connection) {
    this.door = door;
    this.share = share;
    this.stream = stream;
    this.connection = connection;
  }

  ByteStream stream() {
    return stream;
  }

  /** Where to write now; to be {@linkplain #submit submitted} afterwards. */
  OutputChain begin() {
    if (stream.loop().inLoop()) {
      sendGathered();
      return stream.output();
    }
    OutputChain before = takeGathered();
    return before == null ? stream.newOutput() : before;
  }

  void submit(OutputChain out) {
    if (stream.loop().inLoop()) {
      if (out != stream.output()) {
        sendGathered();
        stream.output().append(out);
      }
    } else {
      send(out, false);
    }
  }

  /**
   * As {@link #submit}, with the end of an answer. Off the loop the turns are told once it, and all
   * before, has its place in the output.
   *
   * @param more whether the next is about to be made on this thread: then it may wait for that
   */
  void submitLast(OutputChain out, boolean more) {
    if (stream.loop().inLoop()) {
      submit(out);
    } else if (!more) {
      send(out, true);
    } else if (gather(out)) {
      startSending();
    }
  }

  // ---- Gathering.

  private void send(OutputChain out, boolean answers) {
    if (!gathers) {
      hand(out, answers);
      return;
    }
    synchronized (this) {
      hand(behindGathered(out), answers);
    }
  }

  private void hand(OutputChain out, boolean answers) {
    if (answers) {
      stream.submit(out, connection.turns());
    } else {
      stream.submit(out);
    }
  }

  private OutputChain behindGathered(OutputChain out) {
    OutputChain before = gathered;
    gathered = null;
    if (before == null) {
      return out;
    }
    before.append(out);
    return before;
  }

  private @Nullable OutputChain takeGathered() {
    if (!gathers) {
      return null;
    }
    synchronized (this) {
      OutputChain before = gathered;
      gathered = null;
      return before;
    }
  }

  /** Keeps it for later, unless it is much; whether a task has to be started that sends it. */
  private boolean gather(OutputChain out) {
    gathers = true;
    synchronized (this) {
      OutputChain all = behindGathered(out);
      if (all.size() > MAX_GATHERED || lost != null) {
        hand(all, false);
        return false;
      }
      gathered = all;
      boolean starts = !sendDue;
      sendDue = true;
      return starts;
    }
  }

  private void startSending() {
    try {
      door.door()
          .work()
          .start(
              Dispatch.VIRTUAL_THREAD,
              stream.loop(),
              new Task() {
                @Override
                protected void run() {
                  sendGathered();
                }
              });
    } catch (RejectedExecutionException e) {
      sendGathered(); // the server ends
    }
  }

  private void sendGathered() {
    if (gathers) {
      synchronized (this) {
        sendDue = false;
        OutputChain all = gathered;
        gathered = null;
        if (all != null) {
          hand(all, false);
        }
      }
    }
  }

  /** Waits until the client has read enough. Not on the loop. */
  void awaitRoom() throws IOException {
    if (lost != null || !stream.isWritable()) {
      gate().awaitRoom();
    }
  }

  private synchronized WriteGate gate() {
    WriteGate made = gate;
    if (made == null) {
      made = new WriteGate(stream);
      gate = made; // before the look: either it or closed() sees the other
      ClientGoneException gone = lost;
      if (gone != null) {
        made.closed(gone);
      }
    }
    return made;
  }

  /** There is room again. On the loop. */
  void opened() {
    WriteGate waitedAt = gate;
    if (waitedAt != null) {
      waitedAt.opened();
    }
  }

  /** The stream has ended. On the loop. */
  void closed(ClientGoneException gone) {
    lost = gone;
    WriteGate waitedAt = gate;
    if (waitedAt != null) {
      waitedAt.closed(gone);
    }
  }

  /** Why the client can't be reached any more, or null. */
  @Nullable ClientGoneException lost() {
    return lost;
  }

  void writeHead(ByteOutput out, ResponseHead head, Framing framing, After after) {
    EventLoop loop = stream.loop();
    long millis = loop.inLoop() ? loop.currentTimeMillis() : loop.offLoop().currentTimeMillis();
    share.answers().write(out, head, framing, after, millis);
  }

  /** Answers what never became a request, or can't be answered otherwise. On the loop. */
  void writeRefusal(Problem problem) {
    Response response = Response.problem(problem);
    Bytes body = problem.toJson();
    ResponseHead head =
        new ResponseHead(response.status(), response.headers(), null, body.length(), true, true);
    ByteOutput out = stream.output();
    writeHead(out, head, Framing.LENGTH, After.CLOSE);
    out.write(body);
  }
}
