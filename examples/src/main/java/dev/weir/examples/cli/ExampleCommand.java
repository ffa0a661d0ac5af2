package dev.weir.examples.cli;

import dev.weir.Door;
import dev.weir.Listen;
import dev.weir.Server;
import dev.weir.ServerBuilder;
import dev.weir.StartException;
import java.io.PrintWriter;
import java.net.InetSocketAddress;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/**
 * An example on the command line: it starts its server, says in one line where it listens, and ends
 * with SIGTERM or Ctrl-C.
 */
@Command(footer = "./run takes --transport=nio (the default) or --transport=netty beside these.")
public abstract class ExampleCommand implements Callable<Integer> {
  @Spec
  @SuppressWarnings("NullAway.Init") // set by picocli before call()
  private CommandSpec spec;

  @Option(
      names = "--host",
      paramLabel = "ADDR",
      defaultValue = "127.0.0.1",
      description =
          "The address to listen on; 0.0.0.0 for all of IPv4, :: for all (default:"
              + " ${DEFAULT-VALUE})")
  @SuppressWarnings("NullAway.Init")
  private String host;

  @Option(
      names = "--port",
      paramLabel = "N",
      description = "The port to listen on; 0 for a free one (default: the example's own)")
  private @Nullable Integer port;

  /** Runs an example and gives its exit code to the system. */
  protected static void main(ExampleCommand example, String[] arguments) {
    System.exit(
        new CommandLine(example)
            .setCaseInsensitiveEnumValuesAllowed(true)
            .setExecutionExceptionHandler(ExampleCommand::report)
            .execute(arguments));
  }

  /** Where to listen: what the command line says, or the example's own port. */
  protected final Listen listen(int ownPort) {
    return Listen.address(host, port != null ? port : ownPort);
  }

  /** Where a second door listens. */
  protected final Listen listenAt(int ofSecondDoor) {
    return Listen.address(host, ofSecondDoor);
  }

  /** The example's server. */
  protected abstract ServerBuilder server();

  @Override
  public final Integer call() throws InterruptedException {
    try (Server server = server().start()) {
      PrintWriter out = spec.commandLine().getOut();
      for (Door door : server.doors()) {
        out.println(spec.name() + ": listening on " + url(door));
      }
      out.flush();
      var unused = server.awaitTermination();
    }
    return CommandLine.ExitCode.OK;
  }

  private static String url(Door door) {
    if (!(door.address() instanceof InetSocketAddress inet)) {
      return door.address().toString();
    }
    String shown = inet.getAddress().getHostAddress();
    return door.kind()
        + (door.secure() ? "s://" : "://")
        + (shown.contains(":") ? "[" + shown + "]" : shown)
        + ":"
        + door.port();
  }

  /** What the user can mend is one line; anything else is shown whole. */
  private static int report(Exception failure, CommandLine command, CommandLine.ParseResult parsed)
      throws Exception {
    if (!(failure instanceof StartException)) {
      throw failure;
    }
    command.getErr().println(command.getCommandName() + ": " + failure.getMessage());
    return CommandLine.ExitCode.SOFTWARE;
  }
}
