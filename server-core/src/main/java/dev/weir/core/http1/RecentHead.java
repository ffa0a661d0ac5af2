package dev.weir.core.http1;

import dev.weir.ByteOutput;
import dev.weir.Bytes;
import dev.weir.BytesBuilder;
import dev.weir.core.http.ResponseHead;
import dev.weir.core.http1.HeadEncoder.After;
import dev.weir.core.http1.HeadEncoder.Framing;
import org.jspecify.annotations.Nullable;

/**
 * An answer's head that came twice in a row, encoded: many have the same one for as long as the
 * Date stays, a second. What comes once costs nothing more than its encoding.
 *
 * <p>Any thread. There is no lock: what is kept never changes, and a thread that doesn't see it, or
 * sees what another has replaced, encodes.
 */
final class RecentHead {
  private static final long MILLIS_PER_SECOND = 1000;

  private final HeadEncoder encoder;
  private @Nullable ResponseHead last;
  private @Nullable Encoded kept;

  private record Encoded(
      ResponseHead head, Framing framing, After after, long second, Bytes octets) {
    boolean is(ResponseHead other, Framing framed, After then, long now) {
      return head.isSame(other) && framing == framed && after == then && second == now;
    }
  }

  RecentHead(HeadEncoder encoder) {
    this.encoder = encoder;
  }

  /** As {@link HeadEncoder#write}. */
  void write(ByteOutput out, ResponseHead head, Framing framing, After after, long millis) {
    long second = Math.floorDiv(millis, MILLIS_PER_SECOND);
    Encoded known = kept;
    if (known != null && known.is(head, framing, after, second)) {
      out.write(known.octets);
      return;
    }
    ResponseHead before = last;
    last = head;
    if (before == null || !before.isSame(head)) {
      encoder.write(out, head, framing, after, millis);
      return;
    }
    BytesBuilder builder = Bytes.builder();
    encoder.write(builder, head, framing, after, millis);
    Bytes octets = builder.toBytes();
    kept = new Encoded(head, framing, after, second, octets);
    out.write(octets);
  }
}
