package dev.weir.testkit.codec;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assertions.fail;

import dev.weir.Bytes;
import dev.weir.BytesBuilder;
import dev.weir.MediaType;
import dev.weir.TypeOf;
import dev.weir.codec.Codec;
import dev.weir.codec.Decoder;
import dev.weir.codec.Encoder;
import dev.weir.codec.MalformedContentException;
import dev.weir.codec.UnfitContentException;
import dev.weir.http.Problem;
import dev.weir.http.ProblemException;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.function.ThrowingConsumer;

/** What must hold for every codec. Extend it, and give a codec, values, and bad input. */
public abstract class CodecCompliance {
  private static final int THREADS = 8;
  private static final int ROUNDS = 200;

  /** For subclasses. */
  protected CodecCompliance() {}

  /** The codec. */
  public abstract Codec codec();

  /** Values that come back equal; at least one. */
  public abstract List<Sample<?>> samples();

  /** Bytes that aren't of the codec's format; none, if all bytes are. */
  public abstract List<BadInput> malformed();

  /** Bytes of the codec's format that don't fit the type; none, if all do. */
  public abstract List<BadInput> unfit();

  @Test
  void theNameIsLowerCaseWithHyphens() {
    assertTrue(codec().name().matches("[a-z][a-z0-9]*(-[a-z0-9]+)*"), codec().name());
  }

  @Test
  void everyMediaTypeThatIsWrittenIsConcreteAndRead() {
    assertFalse(codec().mediaTypes().isEmpty());
    for (MediaType type : codec().mediaTypes()) {
      assertFalse(type.type().equals("*") || type.subtype().equals("*"), type + " is a range");
      assertTrue(codec().reads(type), type + " is written and not read");
    }
  }

  @TestFactory
  Stream<DynamicTest> aValueComesBackEqual() {
    return each(
        samples(),
        sample -> {
          Bytes encoded = encode(sample);
          assertEquals(sample.value(), decode(sample.type(), encoded));
          assertEquals(encoded, encode(sample), "encoded again");
        });
  }

  @TestFactory
  Stream<DynamicTest> aValueComesBackFromAStreamThatGivesByteByByte() {
    return each(
        samples(),
        sample -> {
          InputStream trickle = new Trickle(encode(sample), Integer.MAX_VALUE, () -> {});
          assertEquals(sample.value(), decoder(sample.type()).decode(trickle));
        });
  }

  @TestFactory
  Stream<DynamicTest> anEncoderWritesInsideTheRoomThatItIsGiven() {
    return each(
        samples(),
        sample -> {
          GuardedOutput output = new GuardedOutput();
          output.write(Bytes.utf8("before it,"));
          encodeTo(sample, output);
          output.write(Bytes.utf8(",after it"));
          assertEquals("before it," + encode(sample).utf8() + ",after it", output.toBytes().utf8());
        });
  }

  @TestFactory
  Stream<DynamicTest> aPartOfAValueIsNoValue() {
    return each(
        samples(),
        sample -> {
          Bytes encoded = encode(sample);
          for (int length = 0; length < encoded.length(); length++) {
            Bytes part = encoded.slice(0, length);
            if (sample.delimited()) {
              assertRefused(sample.type(), part, "the first " + length + " bytes");
            } else {
              assertNoEqual(sample, part);
            }
          }
        });
  }

  @TestFactory
  Stream<DynamicTest> whatFollowsAValueIsMalformed() {
    return each(
        samples().stream().filter(Sample::delimited).toList(),
        sample -> {
          Bytes encoded = encode(sample);
          BytesBuilder twice = Bytes.builder();
          twice.write(encoded);
          twice.write(encoded);
          assertThrows(
              MalformedContentException.class, () -> decode(sample.type(), twice.toBytes()));
        });
  }

  @TestFactory
  Stream<DynamicTest> malformedBytesAreCalledMalformed() {
    return each(
        malformed(),
        input ->
            assertSpeakable(
                input.type(),
                assertThrows(
                    MalformedContentException.class, () -> decode(input.type(), input.bytes()))));
  }

  @TestFactory
  Stream<DynamicTest> bytesThatDoNotFitTheTypeAreCalledUnfit() {
    return each(
        unfit(),
        input ->
            assertSpeakable(
                input.type(),
                assertThrows(
                    UnfitContentException.class, () -> decode(input.type(), input.bytes()))));
  }

  @TestFactory
  Stream<DynamicTest> aStreamThatFailsIsNotTakenForBadContent() {
    return each(
        samples(),
        sample -> {
          IOException failure = new IOException("the test's own");
          Bytes encoded = encode(sample);
          InputStream failing =
              new Trickle(
                  encoded,
                  encoded.length() / 2,
                  () -> {
                    throw failure;
                  });
          IOException thrown =
              assertThrows(IOException.class, () -> decoder(sample.type()).decode(failing));
          for (Throwable e = thrown; e != failure; e = e.getCause()) {
            assertNotNull(e, () -> "Not the stream's failure, nor caused by it: " + thrown);
            assertFalse(
                e instanceof MalformedContentException || e instanceof UnfitContentException,
                () -> "The client is blamed for it: " + thrown);
          }
        });
  }

  @TestFactory
  Stream<DynamicTest> whatTheStreamRefusesIsNotTakenForBadContent() {
    return each(
        samples(),
        sample -> {
          Bytes encoded = encode(sample);
          ProblemException tooLarge = new ProblemException(Problem.of(413, "the test's own"));
          InputStream refusing =
              new Trickle(
                  encoded,
                  encoded.length() / 2,
                  () -> {
                    throw tooLarge;
                  });
          assertSame(
              tooLarge,
              assertThrows(ProblemException.class, () -> decoder(sample.type()).decode(refusing)));
        });
  }

  @Test
  void manyThreadsMayUseOneEncoderAndDecoder() throws Exception {
    List<Callable<Boolean>> work = new ArrayList<>();
    for (Sample<?> sample : samples()) {
      Callable<Boolean> rounds = rounds(sample);
      for (int i = 0; i < THREADS; i++) {
        work.add(rounds);
      }
    }
    try (ExecutorService threads = Executors.newFixedThreadPool(THREADS)) {
      for (Future<Boolean> done : threads.invokeAll(work)) {
        assertTrue(done.get());
      }
    }
  }

  private <T> Callable<Boolean> rounds(Sample<T> sample) {
    Encoder<T> encoder = encoder(sample.type());
    Decoder<T> decoder = decoder(sample.type());
    return () -> {
      for (int i = 0; i < ROUNDS; i++) {
        BytesBuilder output = Bytes.builder();
        encoder.encode(sample.value(), output);
        assertEquals(sample.value(), decoder.decode(output.toBytes()));
      }
      return true;
    };
  }

  private static <S> Stream<DynamicTest> each(List<S> samples, ThrowingConsumer<S> test) {
    return DynamicTest.stream(samples.stream(), String::valueOf, test);
  }

  private <T> Encoder<T> encoder(TypeOf<T> type) {
    Encoder<T> encoder = codec().encoder(type);
    assertNotNull(encoder, () -> "No encoder for " + type);
    return encoder;
  }

  private <T> Decoder<T> decoder(TypeOf<T> type) {
    Decoder<T> decoder = codec().decoder(type);
    assertNotNull(decoder, () -> "No decoder for " + type);
    return decoder;
  }

  private <T> Bytes encode(Sample<T> sample) throws IOException {
    BytesBuilder output = Bytes.builder();
    encoder(sample.type()).encode(sample.value(), output);
    return output.toBytes();
  }

  private <T> void encodeTo(Sample<T> sample, GuardedOutput output) throws IOException {
    encoder(sample.type()).encode(sample.value(), output);
  }

  private Object decode(TypeOf<?> type, Bytes bytes) throws IOException {
    return decoder(type).decode(bytes);
  }

  private void assertRefused(TypeOf<?> type, Bytes bytes, String what) throws IOException {
    Object value;
    try {
      value = decode(type, bytes);
    } catch (MalformedContentException | UnfitContentException e) {
      return;
    }
    fail("From " + what + " came " + value);
  }

  private void assertNoEqual(Sample<?> sample, Bytes part) throws IOException {
    try {
      assertNotEquals(sample.value(), decode(sample.type(), part));
    } catch (MalformedContentException | UnfitContentException e) {
      assertNotNull(e.getMessage());
    }
  }

  /** The message reaches the client: it says something, and nothing of the program. */
  private static void assertSpeakable(TypeOf<?> type, IOException e) {
    String message = e.getMessage();
    assertNotNull(message, "no message");
    assertFalse(message.isBlank(), "an empty message");
    assertFalse(
        message.contains(type.rawClass().getName())
            || message.contains("Exception")
            || message.contains("java."),
        () -> "The message names something of the program: " + message);
  }

  /** Gives one byte at each read, and fails after some. */
  private static final class Trickle extends InputStream {
    private final InputStream source;
    private final Failure failure;
    private int left;

    /** Throws. */
    @FunctionalInterface
    interface Failure {
      void fail() throws IOException;
    }

    Trickle(Bytes source, int count, Failure failure) {
      this.source = source.asInputStream();
      this.left = count;
      this.failure = failure;
    }

    @Override
    public int read() throws IOException {
      if (left-- <= 0) {
        failure.fail();
      }
      return source.read();
    }

    @Override
    public int read(byte[] target, int offset, int length) throws IOException {
      if (length == 0) {
        return 0;
      }
      int value = read();
      if (value < 0) {
        return -1;
      }
      target[offset] = (byte) value;
      return 1;
    }
  }
}
