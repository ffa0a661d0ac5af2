package dev.weir.spi.transport;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.weir.Bytes;
import dev.weir.LentBytes;
import dev.weir.internal.LentArrays;
import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.From;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class OutputChainTest {
  private static final LentArrays.Access LENT = LentArrays.access();

  private final OutputChain chain = new OutputChain(SegmentPool.confined());

  private static byte[] pattern(int length, int seed) {
    byte[] bytes = new byte[length];
    for (int i = 0; i < length; i++) {
      bytes[i] = (byte) (seed * 31 + i);
    }
    return bytes;
  }

  private static byte[] contents(OutputChain chain) {
    ByteBuffer all = ByteBuffer.allocate((int) chain.size());
    chain.copyTo(all);
    return Arrays.copyOf(all.array(), all.position());
  }

  @Test
  void filesAreTakenAfterWhatIsInFrontAndClosedOnce(@TempDir Path directory) throws Exception {
    FileChannel file = FileChannel.open(Files.write(directory.resolve("f"), pattern(100, 1)));
    chain.writeLatin1("head");
    chain.writeFile(new FileRegion(file, 10, 50));
    chain.writeLatin1("tail");
    assertThat(chain.size()).isEqualTo(58);
    assertThat(chain.isFileAtHead()).isFalse();
    assertThat(contents(chain)).hasSize(4);
    chain.consume(4);
    assertThat(chain.isFileAtHead()).isTrue();

    ByteArrayOutputStream sent = new ByteArrayOutputStream();
    assertThat(chain.transferFileTo(Channels.newChannel(sent), 20)).isEqualTo(20);
    FileRegion rest = chain.headFile();
    assertThat(rest).isNotNull();
    assertThat(rest.position()).isEqualTo(30);
    assertThat(rest.length()).isEqualTo(30);
    assertThat(file.isOpen()).isTrue();
    chain.transferFileTo(Channels.newChannel(sent), Long.MAX_VALUE);

    assertThat(sent.toByteArray()).isEqualTo(Arrays.copyOfRange(pattern(100, 1), 10, 60));
    assertThat(file.isOpen()).isFalse();
    assertThat(contents(chain)).asString().isEqualTo("tail");
  }

  @Test
  void releasingAndEmptyRegionsCloseTheirFiles(@TempDir Path directory) throws Exception {
    Path path = Files.write(directory.resolve("f"), new byte[10]);
    FileChannel released = FileChannel.open(path);
    FileChannel empty = FileChannel.open(path);
    chain.writeFile(new FileRegion(released, 0, 10));
    chain.writeFile(new FileRegion(empty, 10, 0));
    assertThat(empty.isOpen()).isFalse();
    chain.release();
    assertThat(released.isOpen()).isFalse();
    assertThat(chain.isEmpty()).isTrue();
  }

  @Test
  void aFileThatBecameTooShortIsNamedSo(@TempDir Path directory) throws Exception {
    FileChannel file = FileChannel.open(Files.write(directory.resolve("f"), new byte[10]));
    chain.writeFile(new FileRegion(file, 0, 11));
    var sink = Channels.newChannel(new ByteArrayOutputStream());
    assertThat(chain.transferFileTo(sink, 100)).isEqualTo(10);
    assertThatThrownBy(() -> chain.transferFileTo(sink, 100)).isInstanceOf(EOFException.class);
    chain.release();
  }

  @Test
  void manySmallChainsDoNotKeepASegmentEach() {
    for (int i = 0; i < 1_000; i++) {
      OutputChain small = new OutputChain(SegmentPool.shared());
      small.writeLatin1("0123456789");
      chain.append(small);
      contents(chain); // as a transport that looks and can't write
    }
    assertThat(chain.size()).isEqualTo(10_000);
    assertThat(chain.segments()).isEqualTo(2);
  }

  @Test
  void aChainCannotBeAppendedToItself() {
    chain.writeByte(1);
    assertThatThrownBy(() -> chain.append(chain)).isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void moreThanIsThereCannotBeConsumed() {
    chain.writeByte(1);
    assertThatThrownBy(() -> chain.consume(2)).isInstanceOf(IndexOutOfBoundsException.class);
    assertThat(chain.size()).isEqualTo(1);
  }

  // ---- Against a plain array.

  record Step(Kind kind, int size) {
    enum Kind {
      WRITE,
      WRITE_BYTE,
      WRITE_BYTES,
      WRITE_LENT,
      WRITE_UNREAD,
      END_LEND,
      APPEND,
      APPEND_SHARED,
      PREPEND,
      TRIM,
      LOOK,
      CONSUME,
      MOVE,
      RELEASE
    }
  }

  @Provide
  Arbitrary<Step> steps() {
    Arbitrary<Integer> sizes =
        Arbitraries.oneOf(
            Arbitraries.integers().between(0, 40),
            Arbitraries.integers().between(1_900, 2_200),
            Arbitraries.integers().between(0, 30_000));
    Arbitrary<Step.Kind> kinds =
        Arbitraries.frequencyOf(
            net.jqwik.api.Tuple.of(20, Arbitraries.of(Step.Kind.values())),
            net.jqwik.api.Tuple.of(1, Arbitraries.just(Step.Kind.RELEASE)));
    return Combinators.combine(kinds, sizes).as(Step::new);
  }

  /** Written, moved, looked at and consumed at random, a chain holds what an array would. */
  @Property(tries = 2_000)
  void holdsWhatAPlainArrayWould(@ForAll @Size(max = 60) List<@From("steps") Step> steps) {
    OutputChain chain = new OutputChain(SegmentPool.confined());
    byte[] model = {};
    ReadMemory lent = memory(new byte[0]);
    int seed = 0;
    for (Step step : steps) {
      byte[] bytes = pattern(step.size(), seed++);
      switch (step.kind()) {
        case WRITE -> {
          chain.write(bytes);
          model = concat(model, bytes);
        }
        case WRITE_BYTE -> {
          chain.writeByte(step.size());
          model = concat(model, new byte[] {(byte) step.size()});
        }
        case WRITE_BYTES -> {
          chain.write(Bytes.copyOf(bytes));
          model = concat(model, bytes);
        }
        case WRITE_LENT -> {
          chain.endLend();
          overwrite(lent);
          lent = memory(bytes);
          chain.lend(lent);
          chain.write(LentBytes.lend(lent.array(), 0, bytes.length));
          model = concat(model, bytes);
        }
        case WRITE_UNREAD -> {
          chain.endLend();
          overwrite(lent);
          lent = memory(bytes);
          Arrays.fill(lent.array(), (byte) 77);
          lent.received(0, bytes.length);
          chain.lend(lent);
          chain.write(LENT.lend(lent.array(), 0, bytes.length, lent.unread()));
          model = concat(model, bytes);
        }
        case END_LEND -> {
          chain.endLend();
          overwrite(lent);
        }
        case APPEND -> {
          chain.append(filled(bytes));
          model = concat(model, bytes);
        }
        case APPEND_SHARED -> {
          OutputChain other = filled(bytes);
          other.write(Bytes.copyOf(bytes));
          other.trim();
          chain.append(other);
          assertThat(other.isEmpty()).isTrue();
          model = concat(model, concat(bytes, bytes));
        }
        case PREPEND -> {
          chain.prepend(filled(bytes));
          model = concat(bytes, model);
        }
        case TRIM -> chain.trim();
        case LOOK -> {
          ByteBuffer target = ByteBuffer.allocateDirect(step.size());
          int expected = Math.min(step.size(), model.length);
          assertThat(chain.copyTo(target)).isEqualTo(expected);
          byte[] seen = new byte[expected];
          target.flip().get(seen);
          assertThat(seen).isEqualTo(Arrays.copyOf(model, expected));
        }
        case CONSUME -> {
          ByteBuffer head = chain.headMemory();
          if (head != null) {
            byte[] seen = new byte[head.remaining()];
            head.get(seen);
            assertThat(seen).isEqualTo(Arrays.copyOf(model, seen.length));
          }
          int count = Math.min(step.size(), model.length);
          chain.consume(count);
          model = Arrays.copyOfRange(model, count, model.length);
        }
        case MOVE -> {
          OutputChain other = new OutputChain(SegmentPool.shared());
          other.append(chain);
          assertThat(chain.isEmpty()).isTrue();
          chain.endLend();
          overwrite(lent);
          chain = other;
        }
        case RELEASE -> {
          chain.release();
          model = new byte[0];
        }
      }
      assertThat(chain.size()).isEqualTo(model.length);
      assertThat(chain.isEmpty()).isEqualTo(model.length == 0);
    }
    assertThat(contents(chain)).isEqualTo(model);
  }

  private static ReadMemory memory(byte[] bytes) {
    return new ReadMemory(bytes.clone(), ByteBuffer.allocateDirect(bytes.length).put(bytes));
  }

  /** As the next read does. */
  private static void overwrite(ReadMemory read) {
    Arrays.fill(read.array(), (byte) 77);
    read.memory().clear().put(read.array());
  }

  private static OutputChain filled(byte[] bytes) {
    OutputChain chain = new OutputChain(SegmentPool.shared());
    chain.write(bytes);
    return chain;
  }

  private static byte[] concat(byte[] first, byte[] second) {
    byte[] both = Arrays.copyOf(first, first.length + second.length);
    System.arraycopy(second, 0, both, first.length, second.length);
    return both;
  }

  @Property(tries = 300)
  void whatIsMovedInPartsArrivesWholeAndInOrder(
      @ForAll @Size(max = 8) List<@IntRange(min = 1, max = 20_000) Integer> written,
      @ForAll @Size(min = 1, max = 8) List<@IntRange(min = 1, max = 17_000) Integer> parts) {
    OutputChain source = new OutputChain(SegmentPool.shared());
    ByteArrayOutputStream expected = new ByteArrayOutputStream();
    for (int i = 0; i < written.size(); i++) {
      byte[] bytes = pattern(written.get(i), i);
      expected.writeBytes(bytes);
      if (i % 2 == 0) {
        source.write(bytes);
      } else {
        source.write(Bytes.copyOf(bytes));
      }
    }
    long left = source.size();
    for (int i = 0; left > 0; i++) {
      int part = parts.get(i % parts.size());
      assertThat(source.transferTo(chain, part)).isEqualTo(Math.min(part, left));
      left -= Math.min(part, left);
      assertThat(source.size()).isEqualTo(left);
      if (i % 3 == 0) {
        source.write(new byte[] {(byte) i}); // the tail may have been moved away
        expected.write(i);
        left++;
      }
    }
    assertThat(contents(chain)).isEqualTo(expected.toByteArray());
    assertThat(source.segments()).isZero();
    chain.release();
  }

  @Test
  void aFileIsntMovedInParts(@TempDir Path directory) throws Exception {
    FileChannel file = FileChannel.open(Files.write(directory.resolve("f"), pattern(10, 1)));
    OutputChain source = new OutputChain(SegmentPool.shared());
    source.writeFile(new FileRegion(file, 0, 10));
    assertThatThrownBy(() -> source.transferTo(chain, 5)).isInstanceOf(IllegalStateException.class);
    source.release();
    assertThat(file.isOpen()).isFalse();
  }
}
