package dev.weir.core.http2;

import dev.weir.LentBytes;
import dev.weir.core.dispatch.ClientPlaces;
import dev.weir.core.http.ClientGone;
import dev.weir.core.http.Exchange;
import dev.weir.core.http.SharedLine;
import dev.weir.http.ClientGoneException;
import dev.weir.middleware.ConnectionContext;
import dev.weir.spi.protocol.ProtocolContext;
import dev.weir.spi.protocol.ProtocolHandler;
import dev.weir.spi.transport.ByteStream;
import dev.weir.spi.transport.CloseCause;
import dev.weir.spi.transport.EventLoop;
import dev.weir.spi.transport.OutputChain;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.RejectedExecutionException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The state machine of one HTTP/2 connection: bytes in, and its streams' answers out.
 *
 * <pre>
 *             24 bytes            GOAWAY with the last stream       no stream is left
 *   PREFACE -----------> SERVING ----------------------> LEAVING -----------------> CLOSED
 *      |                    |                               |                          ^
 *      +--------------------+------- an error: GOAWAY ------+--------------------------+
 * </pre>
 *
 * <p>At shutdown SERVING goes on after a first GOAWAY, which names no stream, until a PING has come
 * back: what the client had sent before it knew is served (RFC 9113, section 6.8).
 */
final class Http2Handler implements ProtocolHandler {
  private static final Logger LOG = LoggerFactory.getLogger(Http2Handler.class);

  /** What a client sends first (RFC 9113, section 3.4). */
  static final byte[] PREFACE =
      "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n".getBytes(StandardCharsets.US_ASCII);

  /** What the PING at shutdown carries. */
  private static final long DRAIN_PING = 0x7765_6972_2064_7261L;

  /** Output that a client caused and doesn't read, in watermarks; beyond, it isn't read either. */
  private static final int MAX_UNREAD_WATERMARKS = 4;

  /** So many resets are remembered at least, so that what is on its way is no mistake. */
  private static final int MIN_REMEMBERED = 64;

  private enum Phase {
    PREFACE,
    SERVING,
    LEAVING,
    CLOSED
  }

  private final Http2 door;
  private final ByteStream stream;
  private final ProtocolContext context;
  private final ConnectionContext info;
  private final Http2Limits limits;
  private final StreamTable streams;
  private final ConnectionOutput output;
  private final FrameReader reader;
  private final Http2Times times;
  private final Woken woken = new Woken();
  private final SharedLine line = new SharedLine();

  private ClientPlaces.@Nullable Client client; // once it asks for a place
  private Phase phase = Phase.PREFACE;
  private int prefaceSeen;
  private boolean draining;
  private boolean peerEnded;
  private boolean inInput;

  /** Exchanges whose streams are gone while their handlers run on. */
  private final List<Exchange> leftRunning = new ArrayList<>(0);

  Http2Handler(Http2 door, ProtocolContext context) {
    this.door = door;
    this.stream = context.stream();
    this.context = context;
    this.info = context.connection();
    this.limits = door.limits();
    LoopScratch scratch = door.scratch(stream.loop());
    this.streams = new StreamTable(Math.max(MIN_REMEMBERED, 2 * limits.maxStreams()));
    this.output = new ConnectionOutput(stream, door.heads(), scratch.block());
    Requests requests = new Requests(this, door.door(), limits, output);
    InboundFrames frames = new InboundFrames(this, requests, limits, output, streams, scratch);
    this.reader = new FrameReader(frames, limits.maxBlock(), limits.maxContinuations());
    this.times = new Http2Times(stream.loop(), limits, this::onTime);
    stream.maxHeld(Math.max(stream.maxHeld(), Frames.HEADER_BYTES + Frames.MAX_PAYLOAD));
    frames.greet();
  }

  // ---- Input.

  @Override
  public int input(LentBytes input) {
    inInput = true;
    int needed = 1;
    try {
      if (phase == Phase.PREFACE) {
        preface(input);
      }
      if (phase == Phase.SERVING || phase == Phase.LEAVING) {
        needed = reader.read(input);
        times.frameAwaited(reader.awaited());
      }
    } catch (ConnectionException e) {
      output.pump(); // what could have left by now doesn't depend on how much came at once
      fail(e.code(), String.valueOf(e.getMessage()));
    } finally {
      inInput = false;
    }
    if (phase == Phase.CLOSED) {
      input.skip(input.remaining());
      return 1;
    }
    output.pump();
    closeIfDone();
    pauseIfUnread();
    return needed;
  }

  private void preface(LentBytes input) throws ConnectionException {
    while (input.remaining() > 0 && prefaceSeen < PREFACE.length) {
      if (input.readByte() != PREFACE[prefaceSeen++]) {
        throw ConnectionException.protocol("The connection doesn't start with HTTP/2's preface");
      }
    }
    if (prefaceSeen == PREFACE.length) {
      phase = Phase.SERVING;
      times.greeted();
      if (draining) {
        announceEnd();
      }
    }
  }

  /** Answers without bodies and acknowledgements aren't bounded by windows, but by this. */
  private void pauseIfUnread() {
    long bound = MAX_UNREAD_WATERMARKS * limits.maxPending();
    if (stream.pendingBytes() > bound && !stream.isWritable()) {
      stream.pauseReading();
    }
  }

  @Override
  public void writable() {
    output.pump();
    if (stream.isReadingPaused()) {
      stream.resumeReading();
    }
  }

  @Override
  public void inputEnded(LentBytes rest) {
    rest.skip(rest.remaining());
    peerEnded = true;
    for (Http2Stream each : streams.all()) {
      if (!each.isRemoteEnded()) {
        each.end(new ClientGoneException("The client ended the body early", null));
      } else {
        each.exchange().endEndless();
      }
    }
    if (streams.isEmpty()) {
      close();
    } else {
      times.peerEnded(); // it may still read the answers
    }
  }

  // ---- Streams.

  /** {@link StreamWire#info}. Any thread. */
  ConnectionContext info() {
    return info;
  }

  /** {@link StreamWire#client}. On the loop. */
  ClientPlaces.Client client() {
    ClientPlaces.Client known = client;
    if (known == null) {
      known = door.door().work().client(info.remoteAddress());
      client = known;
    }
    return known;
  }

  /** Whether requests are taken still. */
  boolean takesStreams() {
    return phase == Phase.SERVING;
  }

  /** Streams that are open, and handlers that run on although their streams are gone. */
  int runningStreams() {
    if (!leftRunning.isEmpty()) {
      leftRunning.removeIf(each -> !each.isRunning());
    }
    return streams.size() + leftRunning.size();
  }

  /** A stream was opened. */
  void add(Http2Stream opened) {
    streams.add(opened);
  }

  /** A stream has ended, in whatever way. */
  void closed(Http2Stream ended) {
    streams.remove(ended);
    Exchange exchange = ended.exchange();
    if (exchange.isRunning() && ended.isCut()) {
      leftRunning.add(exchange);
    }
    if (streams.isEmpty()) {
      times.free();
      if (!inInput) {
        closeIfDone();
      }
    }
  }

  /** Has a look at a stream's times when they are due. */
  void look(Http2Stream opened) {
    if (!opened.isClosed()) {
      times.within(opened.checkTime(now()));
    }
  }

  void writeReset(int id, ErrorCode code) {
    if (phase != Phase.CLOSED) {
      FrameWriter.reset(output.out(), id, code);
      streams.rememberReset(id);
    }
  }

  /** Gives a stream's client credit. */
  void widen(int id, int increment) {
    if (phase != Phase.CLOSED) {
      FrameWriter.windowUpdate(output.out(), id, increment);
    }
  }

  /** A stream's outbox was filled. Any thread. */
  void wake(Http2Stream filled) {
    if (woken.add(filled)) {
      var unused = onLoop(this::drainWoken);
    }
  }

  /** Runs it on the loop; false if the loop has ended, and with it the connection. Any thread. */
  boolean onLoop(Runnable task) {
    try {
      stream.loop().execute(task);
      return true;
    } catch (RejectedExecutionException e) {
      return false; // its streams' outboxes are closed, or will never be looked at
    }
  }

  private void drainWoken() {
    woken.drain();
    pump();
  }

  /** Lets streams send. On the loop. */
  void pump() {
    if (phase != Phase.CLOSED) {
      output.pump();
    }
  }

  // ---- Other protocols.

  /** A stream's bytes for the protocol that its client asks for. */
  TunnelStream newTunnel(Http2Stream of, StreamOutput to) {
    return new TunnelStream(
        of, to, stream.connection(), door.door().limits(), limits.streamWindow());
  }

  Tunnel tunnel(TunnelStream bytes) {
    return new Tunnel(context, bytes);
  }

  boolean isDraining() {
    return draining;
  }

  // ---- What streams ask.

  Http2Limits limits() {
    return limits;
  }

  /** What the bodies of all streams come on. */
  SharedLine line() {
    return line;
  }

  boolean isReadingPaused() {
    return stream.isReadingPaused();
  }

  EventLoop loop() {
    return stream.loop();
  }

  long now() {
    return stream.loop().nanoTime();
  }

  OutputChain newOutput() {
    return stream.newOutput();
  }

  // ---- Time.

  private void onTime() {
    long now = now();
    boolean gone = times.isPeerGone(now);
    for (Http2Stream each : streams.all()) {
      if (!each.isClosed()) {
        times.within(each.checkTime(now));
        if (gone) {
          each.exchange().interruptHandler();
        }
      }
    }
    if (phase != Phase.CLOSED) {
      ownTimes(now);
    }
    if (phase != Phase.CLOSED) {
      output.pump();
      times.lookAgain(now);
    }
  }

  private void ownTimes(long now) {
    if (times.isDrained(now)) {
      if (phase == Phase.PREFACE) {
        close();
      } else {
        leave();
      }
    } else if (times.isFrameLate(now)) {
      fail(ErrorCode.ENHANCE_YOUR_CALM, "A frame, or the preface, didn't come in time");
    } else if (streams.isEmpty() && times.isIdleTooLong(now)) {
      fail(ErrorCode.NO_ERROR, "");
    }
  }

  // ---- Ends.

  @Override
  public void drain() {
    if (draining || phase == Phase.CLOSED) {
      return;
    }
    draining = true;
    for (Http2Stream each : streams.all()) {
      if (!each.isClosed()) {
        each.exchange().endEndless();
        each.drain();
      }
    }
    if (phase == Phase.SERVING) {
      announceEnd();
    } else {
      times.drain();
    }
  }

  /** Says that the connection ends, and asks the client to say when it knows. */
  private void announceEnd() {
    FrameWriter.goAway(output.out(), Integer.MAX_VALUE, ErrorCode.NO_ERROR, "");
    FrameWriter.ping(output.out(), false, DRAIN_PING);
    times.drain();
  }

  void pingAcknowledged(long opaque) {
    if (draining && opaque == DRAIN_PING) {
      leave();
    }
  }

  /** Takes no further stream: names the last one, and serves those that are open. */
  private void leave() {
    times.drained();
    if (phase == Phase.SERVING) {
      phase = Phase.LEAVING;
      FrameWriter.goAway(output.out(), streams.highest(), ErrorCode.NO_ERROR, "");
      if (!inInput) {
        closeIfDone();
      }
    }
  }

  private void closeIfDone() {
    boolean last = phase == Phase.LEAVING || (peerEnded && phase == Phase.SERVING);
    if (last && streams.isEmpty()) {
      close();
    }
  }

  /** Ends the connection, and tells the client why (RFC 9113, section 5.4.1). */
  private void fail(ErrorCode code, String message) {
    if (phase == Phase.CLOSED) {
      return;
    }
    if (code != ErrorCode.NO_ERROR) {
      LOG.debug("{}: {}, {}", info, code, message);
    }
    FrameWriter.goAway(output.out(), streams.highest(), code, message);
    close();
    endAll(new ClientGoneException("The connection was ended: " + code + ", " + message, null));
  }

  private void close() {
    phase = Phase.CLOSED;
    times.cancel();
    stream.close();
  }

  private void endAll(ClientGoneException gone) {
    for (Http2Stream each : streams.all()) {
      each.end(gone);
    }
  }

  @Override
  public void closed(CloseCause cause) {
    phase = Phase.CLOSED;
    times.cancel();
    endAll(ClientGone.by(cause));
  }
}
