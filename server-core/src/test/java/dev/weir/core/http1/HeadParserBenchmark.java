package dev.weir.core.http1;

import dev.weir.LentBytes;
import dev.weir.core.http.Octets;
import dev.weir.core.http.RefusedException;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;

/** A request's head: parsing it, copying it for the exchange, and looking a field up. */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
public class HeadParserBenchmark {
  private static final String[] BROWSER = {
    "Host: www.example.com:8080",
    "Accept: text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8",
    "User-Agent: Mozilla/5.0 (X11; Linux x86_64; rv:130.0) Gecko/20100101 Firefox/130.0",
    "Accept-Language: en-GB,en;q=0.5",
  };

  /** Header lines. */
  @Param({"4", "16", "40"})
  private int lines;

  private final HeadParser parser = new HeadParser(8 << 10, 100, 16 << 10, Octets.target(false));
  private byte[] head;
  private final KnownHeads known = new KnownHeads();
  private FieldLines fields;

  /** Makes a head whose last field is the one that is looked up. */
  @Setup
  public void prepare() throws RefusedException {
    StringBuilder text = new StringBuilder("GET /plaintext?page=2 HTTP/1.1\r\n");
    for (int i = 0; i < lines - 1; i++) {
      text.append(i < BROWSER.length ? BROWSER[i] : "X-Field-" + i + ": some value of a field")
          .append("\r\n");
    }
    head = text.append("X-Last: yes\r\n\r\n").toString().getBytes(StandardCharsets.US_ASCII);
    parse();
    fields = parser.fields(head, 0);
    parser.reset();
    LentBytes lent = LentBytes.lend(head, 0, head.length);
    if (!parser.parse(lent)) {
      throw new IllegalStateException("The head isn't complete");
    }
    known.keep(parser.take(lent));
  }

  /** From the first octet to the empty line. */
  @Benchmark
  public boolean parse() throws RefusedException {
    parser.reset();
    return parser.parse(head, 0, head.length);
  }

  /** The same, and the copy that outlives the bytes that were read. */
  @Benchmark
  public Object parseAndCopy() throws RefusedException {
    parse();
    return parser.fields(head, 0);
  }

  /** The last of the fields, whose value is a string already after the first time. */
  @Benchmark
  public String lookUpLast() {
    return fields.first("x-last");
  }

  /** A field that isn't there. */
  @Benchmark
  public boolean lookUpAbsent() {
    return fields.contains("Content-Encoding");
  }

  /** A head that came before, if it is one to be kept: its octets are compared, not parsed. */
  @Benchmark
  public Object takeKnown() {
    return known.take(LentBytes.lend(head, 0, head.length));
  }
}
