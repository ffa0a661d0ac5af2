package dev.weir.examples.echoudp;

import dev.weir.Server;
import dev.weir.ServerBuilder;
import dev.weir.examples.cli.ExampleCommand;

/** Datagrams back as they came. */
public final class EchoUdp extends ExampleCommand {
  private EchoUdp() {
    super("echo-udp", "Sends each datagram back to its sender.");
  }

  /** Runs it. */
  public static void main(String[] arguments) throws InterruptedException {
    main(new EchoUdp(), arguments);
  }

  @Override
  protected ServerBuilder server() {
    return Server.builder()
        .udp(
            listen(9001),
            udp -> udp.datagrams((datagram, reply) -> reply.send(datagram.payload())));
  }
}
