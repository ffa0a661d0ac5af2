package dev.weir.transport.nio.linux;

import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.Listen;
import dev.weir.transport.nio.socket.IoMemory;
import dev.weir.transport.nio.socket.ListeningSocket;
import dev.weir.transport.nio.socket.Registration;
import dev.weir.transport.nio.socket.Selectable;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.concurrent.TimeUnit;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.EnabledIf;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * What is told once is enough: whatever happens, a socket that is told of edges gets all that is
 * told of the levels of the same socket.
 */
@Timeout(120)
@EnabledIf("dev.weir.transport.nio.linux.LinuxSystemTest#isAvailable")
final class EdgeRegistrationTest {
  private static final Listen.SocketSettings SETTINGS = Listen.port(0).socket();

  /** What hasn't come by then doesn't come: a poll can't be interrupted. */
  private static final long LONG = TimeUnit.SECONDS.toNanos(10);

  private final LinuxSystem system = new LinuxSystem();
  private final IoMemory small = IoMemory.allocate(16);
  private final IoMemory large = IoMemory.allocate(64 << 10);
  private EpollPoller poller;
  private SocketChannel peer;
  private LinuxStreamSocket socket;
  private Registration registration;
  private final Told told = new Told();

  private enum Readiness {
    READABLE,
    WRITABLE
  }

  private static final class Told implements Selectable {
    private final Set<Readiness> since = EnumSet.noneOf(Readiness.class);

    @Override
    public void ready(boolean readable, boolean writable) {
      if (readable) {
        since.add(Readiness.READABLE);
      }
      if (writable) {
        since.add(Readiness.WRITABLE);
      }
    }

    Set<Readiness> taken() {
      Set<Readiness> taken = Set.copyOf(since);
      since.clear();
      return taken;
    }

    @Override
    public void shutdown() {
      throw new AssertionError("No loop ends here");
    }
  }

  @BeforeEach
  void connect() throws IOException {
    poller = new EpollPoller(Selectable::ready);
    InetSocketAddress any = new InetSocketAddress(InetAddress.ofLiteral("127.0.0.1"), 0);
    ListeningSocket listening = system.listen(any, true, SETTINGS);
    try {
      peer = SocketChannel.open(listening.localAddress());
      peer.configureBlocking(false);
      socket = null;
      while (socket == null) {
        socket = (LinuxStreamSocket) listening.accept();
      }
    } finally {
      listening.close();
    }
    registration = poller.register(socket, told);
  }

  @AfterEach
  void close() throws IOException {
    peer.close();
    socket.close(false);
    poller.close();
  }

  private void peerSends(int bytes) throws IOException {
    int sent = peer.write(ByteBuffer.allocate(bytes));
    assertThat(sent).isEqualTo(bytes);
  }

  private void awaitTold(Readiness... wanted) throws IOException {
    told.taken();
    long start = System.nanoTime();
    while (!told.since.containsAll(Set.of(wanted))) {
      assertThat(System.nanoTime() - start).as("told only " + told.since).isLessThan(LONG);
      poller.poll(LONG);
    }
    told.taken();
  }

  private Set<Readiness> toldNow() throws IOException {
    told.taken();
    poller.poll(0);
    return told.taken();
  }

  // ---- One by one.

  @Test
  void aReadThatFindsLessThanThereIsRoomForEndsIt() throws Exception {
    registration.interest(true, false);
    peerSends(5);
    awaitTold(Readiness.READABLE);
    assertThat(toldNow()).containsExactly(Readiness.READABLE); // nobody has read
    assertThat(socket.read(small)).isEqualTo(5);
    assertThat(toldNow()).isEmpty();
    peerSends(5);
    awaitTold(Readiness.READABLE);
  }

  @Test
  void aReadThatFillsItsMemoryDoesNot() throws Exception {
    registration.interest(true, false);
    peerSends(40);
    awaitTold(Readiness.READABLE);
    assertThat(socket.read(small)).isEqualTo(16);
    assertThat(toldNow()).containsExactly(Readiness.READABLE);
    assertThat(socket.read(small)).isEqualTo(16);
    assertThat(socket.read(small)).isEqualTo(8);
    assertThat(toldNow()).isEmpty();
  }

  @Test
  void whatComesBetweenTheNewsAndTheReadIsReadWithIt() throws Exception {
    registration.interest(true, false);
    peerSends(5);
    awaitTold(Readiness.READABLE);
    peerSends(5);
    assertThat(socket.read(small)).isEqualTo(10);
    peerSends(5); // before the next poll
    awaitTold(Readiness.READABLE);
    assertThat(socket.read(small)).isEqualTo(5);
  }

  @Test
  void whatCameWhileNobodyReadIsToldWhenSomebodyDoes() throws Exception {
    registration.interest(true, false);
    peerSends(5);
    awaitTold(Readiness.READABLE);
    registration.interest(false, false);
    assertThat(toldNow()).isEmpty();
    for (int i = 0; i < 3; i++) {
      peerSends(5);
      assertThat(toldNow()).isEmpty();
    }
    registration.interest(true, false);
    awaitTold(Readiness.READABLE);
    assertThat(socket.read(large)).isEqualTo(20);
  }

  @Test
  void aPeerThatSendsWhileNobodyReadsWakesThePollOnceAtMost() throws Exception {
    registration.interest(true, false);
    poller.poll(0);
    registration.interest(false, false);
    peerSends(5);
    poller.poll(0);
    poller.poll(0); // has let the system know
    peerSends(5);
    long before = System.nanoTime();
    long wait = 20_000_000;
    poller.poll(wait);
    assertThat(System.nanoTime() - before).isGreaterThanOrEqualTo(wait);
  }

  @Test
  void theEndBehindAShortReadIsTold() throws Exception {
    registration.interest(true, false);
    peerSends(5);
    peer.shutdownOutput();
    awaitTold(Readiness.READABLE);
    assertThat(socket.read(small)).isEqualTo(5);
    awaitTold(Readiness.READABLE);
    assertThat(socket.read(small)).isEqualTo(-1);
  }

  @Test
  void whatIsBehindUrgentDataIsTold() throws Exception {
    registration.interest(true, false);
    peer.configureBlocking(true);
    peerSends(5);
    peer.socket().sendUrgentData('!');
    peerSends(5);
    int read = 0;
    while (read < 10) { // a read ends before the urgent byte
      awaitTold(Readiness.READABLE);
      read += socket.read(small);
    }
    assertThat(read).isEqualTo(10);
  }

  @Test
  void aWriteThatIsNotTakenWholeWaitsForRoom() throws Exception {
    registration.interest(false, true);
    awaitTold(Readiness.WRITABLE);
    assertThat(toldNow()).containsExactly(Readiness.WRITABLE); // nobody has written
    fill();
    assertThat(toldNow()).isEmpty();
    while (peerReads() > 0) {}
    awaitTold(Readiness.WRITABLE);
    assertThat(socket.write(large, 0, 1)).isOne();
  }

  private void fill() throws IOException {
    int all = large.buffer().capacity();
    while (socket.write(large, 0, all) == all) {}
  }

  private int peerReads() throws IOException {
    return peer.read(ByteBuffer.allocate(1 << 20));
  }

  // ---- All kinds of things in all kinds of orders.

  /** The slow way: the same socket, told of its levels. */
  private static final class Levels implements AutoCloseable {
    private final EpollPoller poller = new EpollPoller(Selectable::ready);
    private final Told told = new Told();
    private final Descriptor duplicate;
    private final Registration registration;

    Levels(LinuxStreamSocket socket) throws IOException {
      duplicate = new Descriptor(NativeCalls.duplicate(socket.descriptor().number(), 0));
      LinuxDatagramPort port = new LinuxDatagramPort(duplicate, SocketAddresses.AF_INET);
      registration = poller.register(port, told);
    }

    Set<Readiness> now() throws IOException {
      poller.poll(0);
      return told.taken();
    }

    @Override
    public void close() {
      try (Arena arena = Arena.ofConfined()) {
        duplicate.close(Libc.callState(arena));
      }
      poller.close();
    }
  }

  private enum Step {
    PEER_SENDS,
    PEER_SENDS_MUCH,
    PEER_SENDS_URGENTLY,
    PEER_READS,
    PEER_ENDS,
    PEER_RESETS,
    READS_LITTLE,
    READS_MUCH,
    WRITES_LITTLE,
    FILLS,
    WANTS_NOTHING,
    WANTS_INPUT,
    WANTS_ROOM,
    WANTS_BOTH,
    STARTS_ANEW,
    POLLS
  }

  private static final List<Step> RARE = List.of(Step.PEER_ENDS, Step.PEER_RESETS);

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8, 9, 10})
  void allThatLevelsTellIsTold(long seed) throws Exception {
    RandomGenerator random = new SplittableRandom(seed);
    for (int connection = 0; connection < 40; connection++) {
      runSteps(random, 60);
      close();
      connect();
    }
  }

  private boolean peerEnded;
  private boolean wantsInput;
  private boolean wantsRoom;

  private void runSteps(RandomGenerator random, int count) throws IOException {
    peerEnded = false;
    want(false, false, null);
    Step[] steps = Step.values();
    try (Levels levels = new Levels(socket)) {
      for (int i = 0; i < count; i++) {
        Step step = steps[random.nextInt(steps.length)];
        if (!RARE.contains(step) || random.nextInt(5) == 0) {
          take(step, levels);
        }
      }
      // At last nobody has anything to go on with that isn't there.
      want(true, false, levels);
      compare(levels);
      while (read(large) > 0) {}
      assertThat(toldNow()).isSubsetOf(levels.now());
    }
  }

  private void take(Step step, Levels levels) throws IOException {
    switch (step) {
      case PEER_SENDS -> send(20);
      case PEER_SENDS_MUCH -> send(200_000);
      case PEER_SENDS_URGENTLY -> sendUrgently();
      case PEER_READS -> {
        if (peer.isOpen()) {
          var unused = peerReads();
        }
      }
      case PEER_ENDS -> {
        if (!peerEnded) {
          peerEnded = true;
          peer.shutdownOutput();
        }
      }
      case PEER_RESETS -> {
        peerEnded = true;
        if (peer.isOpen()) {
          peer.setOption(StandardSocketOptions.SO_LINGER, 0);
        }
        peer.close();
      }
      case READS_LITTLE -> read(small);
      case READS_MUCH -> read(large);
      case WRITES_LITTLE -> write(10);
      case FILLS -> {
        while (write(large.buffer().capacity())) {}
      }
      case WANTS_NOTHING -> want(false, false, levels);
      case WANTS_INPUT -> want(true, false, levels);
      case WANTS_ROOM -> want(false, true, levels);
      case WANTS_BOTH -> want(true, true, levels);
      case STARTS_ANEW -> poller.renew();
      case POLLS -> compare(levels);
    }
  }

  private void send(int bytes) throws IOException {
    if (!peerEnded) {
      var unused = peer.write(ByteBuffer.allocate(bytes));
    }
  }

  private void sendUrgently() throws IOException {
    if (!peerEnded && peer.write(ByteBuffer.allocate(1)) == 1) { // else it would wait for room
      peer.configureBlocking(true);
      peer.socket().sendUrgentData('!');
      peer.configureBlocking(false);
    }
  }

  private int read(IoMemory memory) {
    try {
      return socket.read(memory);
    } catch (IOException reset) {
      return 1; // there may be more to read
    }
  }

  private boolean write(int bytes) {
    try {
      return socket.write(large, 0, bytes) == bytes;
    } catch (IOException reset) {
      return false;
    }
  }

  private void want(boolean input, boolean room, Levels levels) {
    wantsInput = input;
    wantsRoom = room;
    registration.interest(input, room);
    if (levels != null) {
      levels.registration.interest(input, room);
    }
  }

  private void compare(Levels levels) throws IOException {
    Set<Readiness> expected = levels.now();
    Set<Readiness> all = EnumSet.noneOf(Readiness.class);
    all.addAll(toldNow());
    long start = System.nanoTime();
    while (!all.containsAll(expected)) {
      assertThat(System.nanoTime() - start).as("told %s of %s", all, expected).isLessThan(LONG);
      all.addAll(toldNow());
    }
    assertThat(wantsInput || !all.contains(Readiness.READABLE)).isTrue();
    assertThat(wantsRoom || !all.contains(Readiness.WRITABLE)).isTrue();
  }
}
