package dev.weir.core.http2;

import static dev.weir.core.http2.ConnectionException.protocol;

import dev.weir.LentBytes;
import dev.weir.core.http.RefusedException;
import dev.weir.core.http2.hpack.HpackDecoder;
import dev.weir.core.http2.hpack.HpackException;
import dev.weir.core.stream.FloodGuard;
import dev.weir.http.ClientGoneException;
import dev.weir.http.Problem;
import org.jspecify.annotations.Nullable;

/**
 * What frames do to a connection and its streams (RFC 9113, sections 5 and 6), and what of it is
 * too much: everything here that a client can have for nothing is counted. On the loop.
 */
final class InboundFrames implements FrameTarget {
  /** Below this many bytes, a DATA frame that doesn't end the stream costs more than it brings. */
  static final int SMALL_DATA = 64;

  /** What a client may have to say, in control frames, to a request. */
  private static final int WORDS_PER_REQUEST = 2;

  private static final int CONNECTION_WINDOW = 1 << 20;
  private static final int MAX_SAVED_WORDS = 1 << 16;

  private final Http2Handler connection;
  private final Requests requests;
  private final Http2Limits limits;
  private final ConnectionOutput output;
  private final StreamTable streams;
  private final RequestFields fields;
  private final HpackDecoder decoder;
  private final PeerSettings peer = new PeerSettings();

  private final FloodGuard resets;
  private final FloodGuard mistakes;
  private final FloodGuard control;
  private final FloodGuard smallData;

  private long window = CONNECTION_WINDOW;
  private int uncredited;
  private long words;

  // The DATA frame under way.
  private @Nullable Http2Stream dataStream;
  private boolean dataEnds;

  InboundFrames(
      Http2Handler connection,
      Requests requests,
      Http2Limits limits,
      ConnectionOutput output,
      StreamTable streams,
      LoopScratch scratch) {
    this.connection = connection;
    this.requests = requests;
    this.limits = limits;
    this.output = output;
    this.streams = streams;
    this.fields = scratch.fields();
    this.decoder = new HpackDecoder(scratch.strings());
    long now = connection.now();
    this.resets = new FloodGuard(limits.maxResetsReceived(), "streams were reset", now);
    this.mistakes = new FloodGuard(limits.maxResetsSent(), "streams had to be reset", now);
    this.control = new FloodGuard(limits.maxControlFrames(), "control frames came", now);
    this.smallData = new FloodGuard(limits.maxSmallDataFrames(), "small DATA frames came", now);
  }

  /** What this side tells first: its settings, and the connection's window. */
  void greet() {
    FrameWriter.settings(
        output.out(),
        PeerSettings.HEADER_TABLE_SIZE,
        limits.headerTableSize(),
        PeerSettings.MAX_CONCURRENT_STREAMS,
        limits.maxStreams(),
        PeerSettings.INITIAL_WINDOW_SIZE,
        limits.streamWindow(),
        PeerSettings.MAX_HEADER_LIST_SIZE,
        (int) Math.min(Integer.MAX_VALUE, limits.maxFieldBytes()),
        PeerSettings.ENABLE_CONNECT_PROTOCOL,
        1);
    FrameWriter.windowUpdate(output.out(), 0, CONNECTION_WINDOW - Frames.DEFAULT_WINDOW);
  }

  // ---- Requests.

  @Override
  public void headers(int id, boolean endsStream, byte[] block, int from, int to)
      throws ConnectionException {
    fields.begin();
    try {
      decoder.decode(block, from, to, fields);
    } catch (HpackException e) {
      throw new ConnectionException(ErrorCode.COMPRESSION_ERROR, String.valueOf(e.getMessage()));
    }
    if ((id & 1) == 0) {
      throw protocol("A client's streams have odd numbers");
    }
    Http2Stream known = streams.get(id);
    if (known != null) {
      trailers(known, endsStream);
    } else if (id > streams.highest() && connection.takesStreams()) {
      streams.opened(id);
      request(id, endsStream);
    } else if (id > streams.highest() || streams.wasReset(id)) {
      count(control); // nothing comes of it, however many there are
    } else {
      throw closed();
    }
  }

  private void request(int id, boolean endsStream) throws ConnectionException {
    words = Math.min(MAX_SAVED_WORDS, words + WORDS_PER_REQUEST);
    if (connection.runningStreams() >= limits.maxStreams()) {
      refuse(id, ErrorCode.REFUSED_STREAM);
      return;
    }
    if (fields.isTooLarge()) {
      Problem problem =
          Problem.of(
              431,
              "The fields are more than "
                  + limits.maxFields()
                  + ", or take more than "
                  + limits.maxFieldBytes()
                  + " bytes");
      requests.refuse(id, fields, problem, endsStream, peer.initialWindow());
      return;
    }
    try {
      fields.checkRequest();
      if (endsStream && fields.contentLength() > 0) {
        throw RefusedException.malformed("A body is declared, and doesn't come");
      }
    } catch (RefusedException e) {
      refuse(id, ErrorCode.PROTOCOL_ERROR);
      return;
    }
    requests.begin(id, fields, endsStream, peer.initialWindow());
  }

  private void trailers(Http2Stream stream, boolean endsStream) throws ConnectionException {
    if (stream.isRemoteEnded()) {
      throw closed();
    }
    ErrorCode wrong;
    try {
      wrong =
          endsStream && !fields.isTooLarge()
              ? stream.trailers(fields.trailers())
              : ErrorCode.PROTOCOL_ERROR;
    } catch (RefusedException e) {
      wrong = ErrorCode.PROTOCOL_ERROR;
    }
    if (wrong != null) {
      reset(stream, wrong);
    }
  }

  // ---- Data.

  @Override
  public void dataBegins(int id, int flowBytes, int dataBytes, boolean ends)
      throws ConnectionException {
    takeWindow(flowBytes);
    Http2Stream stream = stream(id);
    boolean bringsEnd = ends && stream != null; // of a stream that was reset there is none
    if (!ends && dataBytes == 0) {
      count(control);
    } else if (!bringsEnd && dataBytes < SMALL_DATA) {
      count(smallData);
    }
    if (stream == null && !streams.wasReset(id) && id <= streams.highest()) {
      throw closed();
    }
    dataStream = stream;
    dataEnds = ends;
    if (stream != null) {
      ErrorCode wrong = stream.dataBegins(flowBytes, dataBytes, ends);
      if (wrong != null) {
        dataStream = null;
        reset(stream, wrong);
      }
    }
  }

  /**
   * The connection's window is widened as data comes: each stream's bounds what is held for it, and
   * a stream that isn't read mustn't stall the others.
   */
  private void takeWindow(int flowBytes) throws ConnectionException {
    window -= flowBytes;
    if (window < 0) {
      throw new ConnectionException(
          ErrorCode.FLOW_CONTROL_ERROR, "More data came than the connection's window allows");
    }
    uncredited += flowBytes;
    if (uncredited >= CONNECTION_WINDOW >> 1) {
      FrameWriter.windowUpdate(output.out(), 0, uncredited);
      window += uncredited;
      uncredited = 0;
    }
  }

  @Override
  public void data(LentBytes part) {
    if (dataStream != null) {
      dataStream.data(part);
    }
  }

  @Override
  public void dataEnds() {
    Http2Stream stream = dataStream;
    dataStream = null;
    if (stream != null) {
      stream.dataEnds(dataEnds);
    }
  }

  // ---- Other frames.

  @Override
  public void streamError(int id, ErrorCode code, String message) throws ConnectionException {
    Http2Stream stream = streams.get(id);
    if (stream != null) {
      reset(stream, code);
    } else if (id > streams.highest() || code == ErrorCode.FRAME_SIZE_ERROR) {
      // A closed stream can't be reset; a frame of a wrong size is nothing that was on its way.
      throw new ConnectionException(code, message);
    }
  }

  @Override
  public void priority() throws ConnectionException {
    count(control);
  }

  @Override
  public void reset(int id) throws ConnectionException {
    Http2Stream stream = stream(id);
    if (stream == null) {
      count(control);
      return;
    }
    count(resets);
    stream.end(new ClientGoneException("The client has reset the stream", null));
  }

  @Override
  public void settings(byte[] array, int from, int to) throws ConnectionException {
    count(control);
    int before = peer.initialWindow();
    peer.take(array, from, to);
    output.tableLimit(peer.headerTableSize());
    int change = peer.initialWindow() - before;
    if (change != 0) {
      for (Http2Stream stream : streams.all()) {
        if (!stream.output().widen(change)) {
          throw new ConnectionException(
              ErrorCode.FLOW_CONTROL_ERROR, "SETTINGS make a window larger than 2^31-1");
        }
      }
    }
    FrameWriter.settingsAcknowledgement(output.out());
  }

  @Override
  public void settingsAcknowledged() throws ConnectionException {
    count(control);
    decoder.tableLimit(limits.headerTableSize());
  }

  @Override
  public void ping(boolean acknowledgement, long opaque) throws ConnectionException {
    count(control);
    if (acknowledgement) {
      connection.pingAcknowledged(opaque);
    } else {
      FrameWriter.ping(output.out(), true, opaque);
    }
  }

  @Override
  public void goAway() throws ConnectionException {
    count(control); // it opens no more streams, which is seen when it closes
  }

  @Override
  public void windowUpdate(int id, int increment) throws ConnectionException {
    words = Math.min(MAX_SAVED_WORDS, words + output.takeWords());
    if (words > 0) {
      words--;
    } else {
      count(control);
    }
    if (id == 0) {
      if (increment == 0) {
        throw protocol("The connection's window is widened by nothing");
      }
      if (!output.widen(increment)) {
        throw new ConnectionException(
            ErrorCode.FLOW_CONTROL_ERROR, "The connection's window is larger than 2^31-1");
      }
      return;
    }
    Http2Stream stream = stream(id);
    if (stream == null) {
      return; // it has ended meanwhile
    }
    if (increment == 0) {
      reset(stream, ErrorCode.PROTOCOL_ERROR);
    } else if (!stream.output().widen(increment)) {
      reset(stream, ErrorCode.FLOW_CONTROL_ERROR);
    }
  }

  @Override
  public void unknown() throws ConnectionException {
    count(control);
  }

  // ---- Streams that aren't as they should be.

  /** The open stream of that number, or null if it has ended; one that never began is a mistake. */
  private @Nullable Http2Stream stream(int id) throws ConnectionException {
    if (id > streams.highest() && connection.takesStreams()) {
      throw protocol("A frame names a stream that isn't open yet");
    }
    return streams.get(id);
  }

  private void count(FloodGuard guard) throws ConnectionException {
    if (!guard.allows(connection.now())) {
      throw ConnectionException.flood(guard.complaint());
    }
  }

  private static ConnectionException closed() {
    return new ConnectionException(
        ErrorCode.STREAM_CLOSED, "A frame came for a stream that has ended");
  }

  /** A mistake of the client's ends a stream: that is counted, as a client can provoke it. */
  private void reset(Http2Stream stream, ErrorCode code) throws ConnectionException {
    stream.reset(code);
    count(mistakes);
  }

  private void refuse(int id, ErrorCode code) throws ConnectionException {
    connection.writeReset(id, code);
    count(mistakes);
  }
}
