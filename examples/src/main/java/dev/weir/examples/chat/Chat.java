package dev.weir.examples.chat;

import dev.weir.Server;
import dev.weir.ServerBuilder;
import dev.weir.examples.cli.ExampleCommand;
import dev.weir.tcp.Framing;
import picocli.CommandLine.Command;

/** A chat. */
@Command(
    name = "chat",
    mixinStandardHelpOptions = true,
    description = "A chat for any number of line-based clients, such as nc.")
public final class Chat extends ExampleCommand {
  private Chat() {}

  /** Runs it. */
  public static void main(String[] arguments) {
    main(new Chat(), arguments);
  }

  @Override
  protected ServerBuilder server() {
    Room room = new Room();
    return Server.builder().tcp(listen(9002), tcp -> tcp.sessions(Framing.lines(), room::enter));
  }
}
