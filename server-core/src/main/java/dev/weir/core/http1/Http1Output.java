package dev.weir.core.http1;

import dev.weir.ByteOutput;
import dev.weir.Bytes;
import dev.weir.core.http.ResponseHead;
import dev.weir.core.http1.HeadEncoder.After;
import dev.weir.core.http1.HeadEncoder.Framing;
import dev.weir.core.stream.WriteGate;
import dev.weir.http.ClientGoneException;
import dev.weir.http.Problem;
import dev.weir.http.Response;
import dev.weir.spi.transport.ByteStream;
import dev.weir.spi.transport.OutputChain;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/**
 * The way out of one HTTP/1 connection. Any thread: on the loop it leads to the stream's output,
 * elsewhere to chains of the caller's own, which are submitted.
 */
final class Http1Output {
  private final Http1 door;
  private final ByteStream stream;
  private final WriteGate gate;
  private volatile @Nullable ClientGoneException lost;

  Http1Output(Http1 door, ByteStream stream) {
    this.door = door;
    this.stream = stream;
    this.gate = new WriteGate(stream);
  }

  ByteStream stream() {
    return stream;
  }

  /** Where to write now; to be {@linkplain #submit submitted} afterwards. */
  OutputChain begin() {
    return stream.loop().inLoop() ? stream.output() : stream.newOutput();
  }

  void submit(OutputChain out) {
    if (!stream.loop().inLoop()) {
      stream.submit(out);
    } else if (out != stream.output()) {
      stream.output().append(out);
    }
  }

  /** Waits until the client has read enough. Not on the loop. */
  void awaitRoom() throws IOException {
    gate.awaitRoom();
  }

  /** There is room again. On the loop. */
  void opened() {
    gate.opened();
  }

  /** The stream has ended. On the loop. */
  void closed(ClientGoneException gone) {
    lost = gone;
    gate.closed(gone);
  }

  /** Why the client can't be reached any more, or null. */
  @Nullable ClientGoneException lost() {
    return lost;
  }

  void writeHead(ByteOutput out, ResponseHead head, Framing framing, After after) {
    long millis =
        stream.loop().inLoop()
            ? stream.loop().currentTimeMillis()
            : door.door().clock().wall().millis();
    door.heads().write(out, head, framing, after, millis);
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
