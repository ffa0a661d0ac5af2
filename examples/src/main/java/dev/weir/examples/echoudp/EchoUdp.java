package dev.weir.examples.echoudp;

import dev.weir.Server;
import dev.weir.ServerBuilder;
import dev.weir.examples.cli.ExampleCommand;
import picocli.CommandLine.Command;

/** Datagrams back as they came. */
@Command(
    name = "echo-udp",
    mixinStandardHelpOptions = true,
    description = "Sends each datagram back to its sender.")
public final class EchoUdp extends ExampleCommand {
  private EchoUdp() {}

  /** Runs it. */
  public static void main(String[] arguments) {
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
