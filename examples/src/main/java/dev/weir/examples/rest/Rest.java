package dev.weir.examples.rest;

import dev.weir.Server;
import dev.weir.ServerBuilder;
import dev.weir.examples.cli.ExampleCommand;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** A small JSON service. */
@Command(
    name = "rest",
    mixinStandardHelpOptions = true,
    description = "A JSON resource of orders: list, place, find, replace and delete.")
public final class Rest extends ExampleCommand {
  @Option(
      names = "--middleware",
      paramLabel = "NAMES",
      defaultValue = "access-log,rate-limit",
      description = "Middleware to enable, the outermost first (default: ${DEFAULT-VALUE})")
  @SuppressWarnings("NullAway.Init") // set by picocli before server()
  private String middleware;

  private Rest() {}

  /** Runs it. */
  public static void main(String[] arguments) {
    main(new Rest(), arguments);
  }

  @Override
  protected ServerBuilder server() {
    Orders orders = new Orders(new InMemoryOrderStore());
    return Server.builder()
        .config("weir.middleware", middleware)
        .http(listen(8080), orders::routes);
  }
}
