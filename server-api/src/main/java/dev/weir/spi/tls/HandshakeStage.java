package dev.weir.spi.tls;

import dev.weir.LentBytes;
import dev.weir.Limits;
import dev.weir.internal.LentArrays;
import dev.weir.internal.OpenStages;
import dev.weir.spi.transport.ByteStream;
import dev.weir.spi.transport.CloseCause;
import dev.weir.spi.transport.EventLoop;
import dev.weir.spi.transport.LoopTimer;
import dev.weir.spi.transport.StreamHandler;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.RejectedExecutionException;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLException;
import org.jspecify.annotations.Nullable;

/**
 * The stream underneath during the handshake. An engine is made once a client's first record is
 * there, and there is room for one more handshake. While one flight is worked on, off the loop,
 * nothing is read; what it used of the input is dropped afterwards.
 */
final class HandshakeStage implements StreamHandler, OpenStages.Stage {
  private static final LentArrays.Access ARRAYS = LentArrays.access();

  /** How long a server that ends waits for a client that has spoken: its answer is under way. */
  private static final long DRAIN_ANSWER_NANOS = 1_000_000_000L;

  /**
   * The part of its time for which a client may stand still while others wait for its place: else
   * as many clients as there are places, each with one message, keep all others out.
   */
  private static final long PATIENCE_DIVISOR = 8;

  private enum State {
    /** Nothing, or part of a record, has come. */
    NEW,
    /** The first record is there; other handshakes come first. */
    WAITING,
    /** The client's turn. */
    READING,
    /** The engine's turn, off the loop. */
    WORKING,
    OVER
  }

  private final TlsAcceptor acceptor;
  private final TlsConnection connection;
  private final ByteStream underneath;
  private final LoopTimer deadline;
  private final LoopTimer patience;
  private final long patienceNanos;
  private final Runnable turn = this::turnCame;
  private State state = State.NEW;
  private boolean insideGate;
  private boolean draining;
  private @Nullable SSLEngine engine;
  private @Nullable Handshake handshake;
  private int used;

  HandshakeStage(TlsAcceptor acceptor, TlsConnection connection, ByteStream underneath) {
    this.acceptor = acceptor;
    this.connection = connection;
    this.underneath = underneath;
    this.deadline = underneath.loop().newTimer(() -> underneath.abort(CloseCause.TIMED_OUT));
    this.patience = underneath.loop().newTimer(this::standsStill);
    long timeout = acceptor.doorLimits().get(Limits.HANDSHAKE_TIMEOUT).toNanos();
    this.patienceNanos = timeout / PATIENCE_DIVISOR;
    deadline.arm(timeout);
    acceptor.handshakes().add(this);
  }

  @Override
  public EventLoop loop() {
    return underneath.loop();
  }

  @Override
  public int input(LentBytes input) {
    input.skip(used);
    used = 0;
    int available = input.remaining();
    if (state == State.OVER || available == 0) {
      input.skip(available);
      return 0;
    }
    byte[] array = ARRAYS.array(input);
    int from = ARRAYS.position(input);
    if (state == State.NEW && !Records.canBeHello(array, from, from + available)) {
      underneath.output().write(Records.unexpectedMessage());
      fail(new SSLException("What came first isn't TLS"));
      return 0;
    }
    if (available < Records.HEADER_BYTES) {
      return Records.HEADER_BYTES;
    }
    int length = Records.length(array, from);
    if (length > Records.MAX_BYTES) {
      fail(new SSLException("A record of " + length + " bytes is longer than records are"));
      return 0;
    }
    if (available < length) {
      return length;
    }
    byte[] flight = Arrays.copyOfRange(array, from, from + available);
    if (state == State.NEW && speaksNothingOfOurs(flight)) {
      underneath.output().write(ClientHello.noApplicationProtocol());
      fail(new SSLException("The client speaks nothing of " + acceptor.applicationProtocols()));
    } else if (state != State.NEW || enterGate()) {
      work(flight);
    }
    return 0;
  }

  private boolean speaksNothingOfOurs(byte[] hello) {
    List<String> ours = acceptor.applicationProtocols();
    return !ours.isEmpty() && ClientHello.wantsOthersThan(ours, hello);
  }

  // ---- The gate.

  private boolean enterGate() {
    state = State.WAITING;
    if (acceptor.gate().enter(turn)) {
      begin();
      return true;
    }
    underneath.pauseReading();
    return false;
  }

  /** On the thread of who left. */
  private void turnCame() {
    try {
      underneath
          .loop()
          .execute(() -> {
            if (state == State.WAITING) {
              begin();
              underneath.resumeReading();
            } else {
              acceptor.gate().leave(); // it has ended meanwhile
            }
          });
    } catch (RejectedExecutionException e) {
      acceptor.gate().leave(); // the loop has ended, and with it the connection
    }
  }

  private void begin() {
    insideGate = true;
    state = State.READING;
    SSLEngine made = acceptor.engines().newEngine();
    engine = made;
    handshake = new Handshake(made);
  }

  // ---- A flight.

  private void work(byte[] received) {
    Handshake current = handshake;
    SSLEngine made = engine;
    if (current == null || made == null) {
      throw new IllegalStateException("There is no engine in the state " + state);
    }
    state = State.WORKING;
    underneath.pauseReading();
    acceptor
        .work()
        .execute(() -> {
          Handshake.Flight flight = current.advance(received);
          try {
            underneath.loop().execute(() -> worked(flight));
          } catch (RejectedExecutionException e) {
            acceptor.engines().release(made);
          }
        });
  }

  private void worked(Handshake.Flight flight) {
    SSLEngine current = engine;
    if (state == State.OVER || current == null) {
      releaseEngine();
      return;
    }
    used = flight.consumed();
    if (flight.output().length > 0) {
      underneath.output().write(flight.output());
    }
    SSLException failure = flight.failure();
    if (failure != null) {
      state = State.READING;
      fail(failure);
    } else if (flight.session() != null) {
      engine = null; // the records' from now on
      state = State.READING;
      end();
      connection.agreedOn(flight.session(), current, underneath, used);
    } else {
      state = State.READING;
      underneath.resumeReading();
      clientsTurn();
    }
  }

  // ---- The end.

  @Override
  public void drain() {
    if (state != State.OVER && !draining) {
      draining = true;
      clientsTurn();
    }
  }

  /** From now on the client may stand still only for so long. */
  private void clientsTurn() {
    if (draining) {
      patience.arm(state == State.NEW ? OpenStages.SILENT_NANOS : DRAIN_ANSWER_NANOS);
    } else {
      patience.arm(patienceNanos);
    }
  }

  /** Unless it is the server's turn: the client's comes after it. */
  private void standsStill() {
    if (state != State.NEW && state != State.READING) {
      return;
    }
    if (draining) {
      long quiet = state == State.NEW ? Long.MAX_VALUE : DRAIN_ANSWER_NANOS;
      end();
      connection.givenUp();
      underneath.close(quiet);
    } else if (acceptor.gate().isContended()) {
      underneath.abort(CloseCause.TIMED_OUT);
    } else {
      clientsTurn(); // nobody waits for its place
    }
  }

  /** What was written, an alert as a rule, still leaves. */
  private void fail(SSLException failure) {
    end();
    connection.failed(CloseCause.failed(failure));
    underneath.close();
  }

  private void end() {
    acceptor.handshakes().remove(this);
    deadline.cancel();
    patience.cancel();
    if (state == State.WAITING) {
      acceptor.gate().giveUp(turn); // else it is told later, and leaves then
    }
    if (insideGate) {
      insideGate = false;
      acceptor.gate().leave();
    }
    if (state != State.WORKING) {
      releaseEngine();
    }
    state = State.OVER;
  }

  private void releaseEngine() {
    SSLEngine unused = engine;
    engine = null;
    if (unused != null) {
      acceptor.engines().release(unused);
    }
  }

  @Override
  public void inputEnded(LentBytes rest) {
    if (state != State.OVER) {
      end();
      connection.abandoned();
      underneath.close();
    }
  }

  @Override
  public void closed(CloseCause cause) {
    if (state != State.OVER) {
      end();
    }
  }
}
