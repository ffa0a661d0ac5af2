package dev.weir.spi.transport;

import dev.weir.LentBytes;
import java.util.ArrayList;
import java.util.List;

/** A handler that writes down its calls, and reacts as the test says. */
class ScriptedHandler implements StreamHandler {
  final List<String> calls = new ArrayList<>();
  private boolean inCall;

  @Override
  public final int input(LentBytes input) {
    enter("input " + text(input));
    try {
      return onInput(input);
    } finally {
      inCall = false;
    }
  }

  /** Takes all, unless overridden. */
  int onInput(LentBytes input) {
    input.skip(input.remaining());
    return 0;
  }

  @Override
  public final void inputEnded(LentBytes rest) {
    enter("end " + text(rest));
    try {
      onInputEnded(rest);
    } finally {
      inCall = false;
    }
  }

  void onInputEnded(LentBytes rest) {}

  @Override
  public final void writable() {
    enter("writable");
    try {
      onWritable();
    } finally {
      inCall = false;
    }
  }

  void onWritable() {}

  @Override
  public final void closed(CloseCause cause) {
    enter("closed " + cause.kind());
    try {
      onClosed();
    } finally {
      inCall = false;
    }
  }

  void onClosed() {}

  private void enter(String call) {
    if (inCall) {
      throw new AssertionError("Called inside a call: " + call);
    }
    inCall = true;
    calls.add(call);
  }

  private static String text(LentBytes bytes) {
    return bytes.slice(0, bytes.remaining()).readLatin1(bytes.remaining());
  }
}
