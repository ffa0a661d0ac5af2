package dev.weir.spi.tls;

import dev.weir.LentBytes;
import dev.weir.spi.transport.CloseCause;
import dev.weir.spi.transport.StreamHandler;

/** The stream underneath after the handshake: it is cut into records for the one inside. */
final class RecordStage implements StreamHandler {
  private final TlsStream stream;
  private int ofHandshake;

  RecordStage(TlsStream stream, int ofHandshake) {
    this.stream = stream;
    this.ofHandshake = ofHandshake;
  }

  @Override
  public int input(LentBytes input) {
    input.skip(ofHandshake);
    ofHandshake = 0;
    return stream.records(input);
  }

  @Override
  public void inputEnded(LentBytes rest) {
    stream.underneathEnded();
  }

  @Override
  public void writable() {
    stream.underneathWritable();
  }

  @Override
  public void closed(CloseCause cause) {
    stream.underneathClosed(cause);
  }
}
