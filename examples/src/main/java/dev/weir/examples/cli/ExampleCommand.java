package dev.weir.examples.cli;

import dev.weir.Door;
import dev.weir.Listen;
import dev.weir.Server;
import dev.weir.ServerBuilder;
import dev.weir.StartException;
import java.io.PrintStream;
import java.net.InetSocketAddress;
import org.jspecify.annotations.Nullable;

/**
 * An example on the command line: it starts its server, says in one line where it listens, and ends
 * with SIGTERM or Ctrl-C.
 */
public abstract class ExampleCommand {
  private static final String FOOTER =
      "./run takes --transport=nio (the default) or --transport=netty beside these.";
  private static final int FAILED = 1;
  private static final int MISUSED = 2;

  private final String name;
  private final String about;
  private final CommandOptions options = new CommandOptions();
  private final CommandOption<String> host;
  private final CommandOption<@Nullable Integer> port;

  /** An example of this name, which does what {@code about} says. */
  protected ExampleCommand(String name, String about) {
    this.name = name;
    this.about = about;
    host =
        options.text(
            "host",
            "ADDR",
            "127.0.0.1",
            "The address to listen on; 0.0.0.0 for all of IPv4, :: for all");
    port =
        options.port(
            "port", "The port to listen on; 0 for a free one (default: the example's own)");
  }

  /** Runs an example, and gives its exit code to the system. */
  protected static void main(ExampleCommand example, String[] arguments)
      throws InterruptedException {
    System.exit(example.execute(arguments));
  }

  /** What the command line may say; the example adds its own to it. */
  protected final CommandOptions options() {
    return options;
  }

  /** Where to listen: what the command line says, or the example's own port. */
  protected final Listen listen(int ownPort) {
    Integer given = port.get();
    return Listen.address(host.get(), given != null ? given : ownPort);
  }

  /** Where a second door listens. */
  protected final Listen listenAt(int ofSecondDoor) {
    return Listen.address(host.get(), ofSecondDoor);
  }

  /** The example's server. */
  protected abstract ServerBuilder server();

  /** What the user can mend is a line, and no stack trace. */
  private int execute(String[] arguments) throws InterruptedException {
    try {
      if (options.read(arguments)) {
        run();
      } else {
        explain(System.out);
      }
      return 0;
    } catch (UsageException e) {
      System.err.println(name + ": " + e.getMessage());
      explain(System.err);
      return MISUSED;
    } catch (StartException e) {
      System.err.println(name + ": " + e.getMessage());
      return FAILED;
    }
  }

  private void run() throws InterruptedException {
    try (Server server = server().start()) {
      for (Door door : server.doors()) {
        System.out.println(name + ": listening on " + url(door));
      }
      var unused = server.awaitTermination();
    }
  }

  private void explain(PrintStream out) {
    options.explain(out, name, about, FOOTER);
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
}
