package dev.weir.examples.echotcp;

import dev.weir.Server;
import dev.weir.ServerBuilder;
import dev.weir.examples.cli.ExampleCommand;
import dev.weir.tcp.TcpConnection;
import java.io.IOException;

/** Bytes back as they came. */
public final class EchoTcp extends ExampleCommand {
  private EchoTcp() {
    super(
        "echo-tcp",
        "Sends back what it gets, in blocking style on a virtual thread per connection.");
  }

  /** Runs it. */
  public static void main(String[] arguments) throws InterruptedException {
    main(new EchoTcp(), arguments);
  }

  @Override
  protected ServerBuilder server() {
    return Server.builder().tcp(listen(9000), tcp -> tcp.blocking(EchoTcp::echo));
  }

  private static void echo(TcpConnection connection) throws IOException {
    connection.input().transferTo(connection.output());
  }
}
