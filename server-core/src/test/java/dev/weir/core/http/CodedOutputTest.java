package dev.weir.core.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.weir.Bytes;
import dev.weir.core.fake.FakeWork;
import dev.weir.core.fake.GzipCoding;
import dev.weir.http.BodySink;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.io.OutputStream;
import java.util.Random;
import java.util.zip.GZIPInputStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class CodedOutputTest {
  private final FakeWork work = new FakeWork(1);
  private final Collected collected = new Collected();
  private final GzipCoding coding = new GzipCoding();

  /** What the client gets. */
  private static final class Collected implements BodySink {
    private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    private @Nullable IOException failure;

    @Override
    public void write(byte[] source, int offset, int length) throws IOException {
      if (failure != null) {
        throw failure;
      }
      bytes.write(source, offset, length);
    }

    @Override
    public void write(Bytes source) throws IOException {
      write(source.toByteArray(), 0, source.length());
    }

    @Override
    public void flush() {}

    @Override
    public void trailer(String name, String value) {
      throw new UnsupportedOperationException();
    }

    @Override
    public OutputStream asOutputStream() {
      throw new UnsupportedOperationException();
    }

    byte[] unzipped() throws IOException {
      return new GZIPInputStream(new ByteArrayInputStream(bytes.toByteArray())).readAllBytes();
    }
  }

  private CodedOutput output() throws IOException {
    return new CodedOutput(collected, coding, work);
  }

  @Test
  void whateverIsWrittenAtOnceTheBodyIsTheSame() throws IOException {
    Random random = new Random(7);
    byte[] body = new byte[20 * CodedOutput.SLICE_BYTES + 77];
    for (int i = 0; i < body.length; i++) {
      body[i] = (byte) random.nextInt(20);
    }
    CodedOutput output = output();
    int at = 0;
    while (at < body.length) {
      int upTo =
          switch (random.nextInt(4)) {
            case 0 -> 1;
            case 1 -> 5_000;
            case 2 -> CodedOutput.SLICE_BYTES;
            default -> 3 * CodedOutput.SLICE_BYTES;
          };
      int count = Math.min(body.length - at, 1 + random.nextInt(upTo));
      if (count == 1) {
        output.write(body[at]);
      } else {
        output.write(body, at, count);
      }
      if (random.nextInt(10) == 0) {
        output.flush();
      }
      at += count;
    }
    output.close();
    output.release();
    assertThat(collected.unzipped()).isEqualTo(body);
    assertThat(coding.closed).hasValue(1);
  }

  @Test
  void muchIsCodedElsewhereASliceAtATime() throws IOException {
    CodedOutput output = output();
    output.write(new byte[10 * CodedOutput.SLICE_BYTES]);
    assertThat(work.computations).hasValue(10);
    for (int i = 0; i < 2 * CodedOutput.SLICE_BYTES; i++) {
      output.write('x');
    }
    assertThat(work.computations).hasValue(12);
    output.close();
  }

  @Test
  void littleIsCodedWhereItIs() throws IOException {
    CodedOutput output = output();
    output.write(new byte[100]);
    output.flush();
    assertThat(work.computations).hasValue(0);
    output.close();
    assertThat(collected.unzipped()).hasSize(100);
  }

  @Test
  void anInterruptedThreadCodesNoMore() throws IOException {
    CodedOutput output = output();
    Thread.currentThread().interrupt();
    try {
      assertThatThrownBy(() -> output.write(new byte[CodedOutput.SLICE_BYTES]))
          .isInstanceOf(InterruptedIOException.class);
    } finally {
      assertThat(Thread.interrupted()).isTrue();
    }
    assertThat(work.computations).hasValue(0);
    output.release();
    assertThat(coding.closed).hasValue(1);
  }

  @Test
  void theCodersMemoryIsGivenBackWhenTheClientIsGoneBeforeTheEnd() throws IOException {
    CodedOutput output = output();
    output.write(new byte[100]);
    collected.failure = new IOException("gone");
    assertThatThrownBy(output::close).isSameAs(collected.failure);
    output.release();
    assertThat(coding.closed).hasValue(1);
  }
}
