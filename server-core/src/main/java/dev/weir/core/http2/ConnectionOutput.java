package dev.weir.core.http2;

import dev.weir.Bytes;
import dev.weir.core.http.ResponseHead;
import dev.weir.core.http2.hpack.HpackEncoder;
import dev.weir.core.http2.hpack.OctetBuffer;
import dev.weir.http.Headers;
import dev.weir.spi.transport.ByteStream;
import dev.weir.spi.transport.OutputChain;
import org.jspecify.annotations.Nullable;

/**
 * What a connection sends. Heads and control frames leave at once; streams with data take turns,
 * one frame each, while the connection's window and its output have room. On the loop.
 */
final class ConnectionOutput {
  /** For a frame, and one more for each KiB in it. */
  private static final int WORDS_PER_FRAME = 2;

  private final ByteStream stream;
  private final ResponseFields fields;
  private final OctetBuffer block;
  private final HpackEncoder encoder = new HpackEncoder();

  private long window = Frames.DEFAULT_WINDOW;
  private long words;

  // Streams with data, the next one first.
  private @Nullable StreamOutput first;
  private @Nullable StreamOutput last;

  // The first of them that wasn't told that it waits, with all behind it; null if all were.
  private @Nullable StreamOutput untold;

  /**
   * @param block for header blocks while they are encoded; the loop's
   */
  ConnectionOutput(ByteStream stream, ResponseFields fields, OctetBuffer block) {
    this.stream = stream;
    this.fields = fields;
    this.block = block;
  }

  /** Where control frames are written. */
  OutputChain out() {
    return stream.output();
  }

  OutputChain newChain() {
    return stream.newOutput();
  }

  long now() {
    return stream.loop().nanoTime();
  }

  /** The peer's SETTINGS_HEADER_TABLE_SIZE. */
  void tableLimit(long bytes) {
    encoder.tableLimit(bytes);
  }

  // ---- Header blocks.

  /** A head; with a body that fits into one frame, or none yet. */
  void head(int id, ResponseHead head, boolean ends, @Nullable Bytes body) {
    startBlock();
    fields.head(head, stream.loop().currentTimeMillis(), encoder, block);
    if (body == null) {
      writeBlock(id, ends);
      return;
    }
    if (block.size() > Frames.HEADER_BYTES + Frames.MAX_PAYLOAD) {
      writeBlock(id, false);
      FrameWriter.header(out(), body.length(), Frames.DATA, Frames.END_STREAM, id);
    } else {
      // Both frames' headers in one array, which is copied once.
      finishBlock(id, 0);
      int at = block.size();
      startBlockFrame();
      FrameWriter.header(block.array(), at, body.length(), Frames.DATA, Frames.END_STREAM, id);
      out().write(block.array(), 0, block.size());
    }
    out().write(body);
    window -= body.length();
  }

  void interim(int id, int status, Headers more) {
    startBlock();
    ResponseFields.interim(status, more, encoder, block);
    writeBlock(id, false);
  }

  void trailers(int id, Headers trailers) {
    startBlock();
    ResponseFields.trailers(trailers, encoder, block);
    writeBlock(id, true);
  }

  private void startBlock() {
    block.clear();
    startBlockFrame();
  }

  private void startBlockFrame() {
    for (int i = 0; i < Frames.HEADER_BYTES; i++) {
      block.add(0);
    }
  }

  private void finishBlock(int id, int endStream) {
    FrameWriter.header(
        block.array(),
        0,
        block.size() - Frames.HEADER_BYTES,
        Frames.HEADERS,
        Frames.END_HEADERS | endStream,
        id);
  }

  private void writeBlock(int id, boolean ends) {
    int endStream = ends ? Frames.END_STREAM : 0;
    int length = block.size() - Frames.HEADER_BYTES;
    if (length <= Frames.MAX_PAYLOAD) {
      finishBlock(id, endStream);
      out().write(block.array(), 0, block.size());
      return;
    }
    int at = Frames.HEADER_BYTES;
    int type = Frames.HEADERS;
    int flags = endStream;
    while (at < block.size()) {
      int count = Math.min(Frames.MAX_PAYLOAD, block.size() - at);
      int endHeaders = at + count == block.size() ? Frames.END_HEADERS : 0;
      FrameWriter.header(out(), count, type, flags | endHeaders, id);
      out().write(block.array(), at, count);
      at += count;
      type = Frames.CONTINUATION;
      flags = 0;
    }
  }

  // ---- Data.

  /** What is left of the connection's window. */
  long window() {
    return window;
  }

  /**
   * The client widens the connection's window.
   *
   * @return false if it would be too wide
   */
  boolean widen(int increment) {
    if (window + increment > Frames.MAX_WINDOW) {
      return false;
    }
    window += increment;
    return true;
  }

  /** Whether so many bytes may go out without waiting for a turn. */
  boolean takesAtOnce(int bytes) {
    return first == null && bytes <= window && bytes <= Frames.MAX_PAYLOAD && stream.isWritable();
  }

  /**
   * One DATA frame. A client that doles out a window of a few bytes has no more words by it; one
   * that gets small messages has.
   */
  void data(int id, @Nullable OutputChain from, int count, boolean ends) {
    OutputChain out = out();
    FrameWriter.header(out, count, Frames.DATA, ends ? Frames.END_STREAM : 0, id);
    if (from != null && count > 0) {
      from.transferTo(out, count);
      window -= count;
    }
    boolean cutByWindow = from != null && from.size() > 0;
    if (count >= InboundFrames.SMALL_DATA || !cutByWindow) {
      words += WORDS_PER_FRAME + (count >> 10);
    }
  }

  /**
   * How many words a client may have to say to the data since it was last asked. By their number of
   * bytes too: some widen both windows for each part of a frame that they read, HAProxy for one.
   */
  long takeWords() {
    long count = words;
    words = 0;
    return count;
  }

  /** A stream has data, and a window for it. */
  void ready(StreamOutput output) {
    if (output.isListed) {
      return;
    }
    output.isListed = true;
    output.next = null;
    StreamOutput before = last;
    if (before == null) {
      first = output;
    } else {
      before.next = output;
    }
    last = output;
    if (untold == null) {
      untold = output;
    }
  }

  /** Lets streams take turns, until nothing is left to send or no room to send it. */
  void pump() {
    for (StreamOutput turn = first; turn != null; turn = first) {
      if (!stream.isWritable() || (window <= 0 && turn.needsWindow())) {
        tellThatTheyWait();
        return; // writable() or WINDOW_UPDATE bring the loop back here
      }
      first = turn.next;
      if (first == null) {
        last = null;
      }
      if (untold == turn) {
        untold = first;
      }
      turn.next = null;
      turn.isListed = false;
      if (turn.takeTurn()) {
        ready(turn);
      }
    }
  }

  private void tellThatTheyWait() {
    for (StreamOutput each = untold; each != null; each = each.next) {
      each.holdNoMore();
    }
    untold = null;
  }
}
