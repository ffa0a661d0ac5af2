package dev.weir.integration.protocols;

import dev.weir.Bytes;
import dev.weir.Dispatch;
import dev.weir.LentBytes;
import dev.weir.Limits;
import dev.weir.http.Headers;
import dev.weir.http.Request;
import dev.weir.spi.protocol.ProtocolContext;
import dev.weir.spi.protocol.ProtocolHandler;
import dev.weir.spi.protocol.ProtocolSetup;
import dev.weir.spi.protocol.UpgradeProtocol;
import dev.weir.spi.transport.CloseCause;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * A third party's protocol on a route: adds up the digits that come, each on the thread of the
 * route's handlers, and tells the sum at shutdown.
 */
final class CountingProtocol implements UpgradeProtocol {
  @Override
  public String token() {
    return "counting";
  }

  @Override
  public Accepted accept(Request request, ProtocolSetup route) {
    int start = Integer.parseInt(Objects.requireNonNull(request.queryParameter("from")));
    return new Accepted(
        Headers.of("x-frame", String.valueOf(route.limits().get(Limits.MAX_FRAME))),
        context -> new Counting(context, route.dispatch(), start));
  }

  private static final class Counting implements ProtocolHandler {
    private final ProtocolContext context;
    private final Dispatch dispatch;
    private int sum;
    private boolean running;

    Counting(ProtocolContext context, Dispatch dispatch, int start) {
      this.context = context;
      this.dispatch = dispatch;
      this.sum = start;
    }

    @Override
    public int input(LentBytes input) {
      if (running || input.remaining() == 0) {
        return input.remaining() + 1;
      }
      running = true;
      int digit = input.readByte() - '0';
      int before = sum;
      context.dispatcher().dispatch(dispatch, () -> before + digit, this::counted);
      return 1;
    }

    private void counted(@Nullable Integer result, @Nullable Throwable failure) {
      running = false;
      sum = Objects.requireNonNull(result);
      write("=" + sum + ";");
      context.stream().resumeReading();
    }

    @Override
    public void drain() {
      write("sum " + sum);
      context.stream().close();
    }

    private void write(String text) {
      context.stream().output().write(Bytes.utf8(text));
    }

    @Override
    public void inputEnded(LentBytes rest) {
      context.stream().close();
    }

    @Override
    public void closed(CloseCause cause) {}
  }
}
