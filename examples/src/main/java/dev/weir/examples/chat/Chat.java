package dev.weir.examples.chat;

import dev.weir.Server;
import dev.weir.ServerBuilder;
import dev.weir.examples.cli.ExampleCommand;
import dev.weir.tcp.Framing;

/** A chat. */
public final class Chat extends ExampleCommand {
  private Chat() {
    super("chat", "A chat for any number of line-based clients, such as nc.");
  }

  /** Runs it. */
  public static void main(String[] arguments) throws InterruptedException {
    main(new Chat(), arguments);
  }

  @Override
  protected ServerBuilder server() {
    Room room = new Room();
    return Server.builder().tcp(listen(9002), tcp -> tcp.sessions(Framing.lines(), room::enter));
  }
}
