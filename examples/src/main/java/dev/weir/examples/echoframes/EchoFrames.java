package dev.weir.examples.echoframes;

import dev.weir.Server;
import dev.weir.ServerBuilder;
import dev.weir.examples.cli.ExampleCommand;
import dev.weir.tcp.Framing;
import dev.weir.tcp.Session;

/** Frames back as they came. */
public final class EchoFrames extends ExampleCommand {
  private EchoFrames() {
    super(
        "echo-frames",
        "Sends back each frame; a frame has its length in 4 big-endian bytes in front.");
  }

  /** Runs it. */
  public static void main(String[] arguments) throws InterruptedException {
    main(new EchoFrames(), arguments);
  }

  @Override
  protected ServerBuilder server() {
    return Server.builder()
        .tcp(listen(9000), tcp -> tcp.frames(Framing.lengthPrefixed(), Session::send));
  }
}
