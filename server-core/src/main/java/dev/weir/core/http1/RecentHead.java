package dev.weir.core.http1;

import dev.weir.ByteOutput;
import dev.weir.Bytes;
import dev.weir.BytesBuilder;
import dev.weir.core.http.ResponseHead;
import dev.weir.core.http1.HeadEncoder.After;
import dev.weir.core.http1.HeadEncoder.Framing;
import org.jspecify.annotations.Nullable;

/**
 * The answer's head that came last on a loop, encoded. Many answers in a row have the same one for
 * as long as the Date stays: a second. One that comes twice is kept; what comes once costs nothing
 * more than its encoding.
 */
final class RecentHead {
  private static final long MILLIS_PER_SECOND = 1000;

  private final HeadEncoder encoder;
  private @Nullable ResponseHead head;
  private Framing framing = Framing.NONE;
  private After after = After.UNSAID;
  private long second;
  private @Nullable Bytes encoded;

  RecentHead(HeadEncoder encoder) {
    this.encoder = encoder;
  }

  /** As {@link HeadEncoder#write}. */
  @SuppressWarnings("ReferenceEquality") // an equal head is encoded again, which is as good
  void write(ByteOutput out, ResponseHead given, Framing framed, After then, long millis) {
    long now = Math.floorDiv(millis, MILLIS_PER_SECOND);
    if (given != head || framed != framing || then != after || now != second) {
      head = given;
      framing = framed;
      after = then;
      second = now;
      encoded = null;
      encoder.write(out, given, framed, then, millis);
      return;
    }
    Bytes known = encoded;
    if (known == null) {
      BytesBuilder builder = Bytes.builder();
      encoder.write(builder, given, framed, then, millis);
      known = builder.toBytes();
      encoded = known;
    }
    out.write(known);
  }
}
