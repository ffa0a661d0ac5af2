package dev.weir.examples.rest;

import dev.weir.Server;
import dev.weir.ServerBuilder;
import dev.weir.examples.cli.CommandOption;
import dev.weir.examples.cli.ExampleCommand;

/** A small JSON service. */
public final class Rest extends ExampleCommand {
  private final CommandOption<String> middleware =
      options()
          .text(
              "middleware",
              "NAMES",
              "access-log,rate-limit",
              "Middleware to enable, the outermost first");

  private Rest() {
    super("rest", "A JSON resource of orders: list, place, find, replace and delete.");
  }

  /** Runs it. */
  public static void main(String[] arguments) throws InterruptedException {
    main(new Rest(), arguments);
  }

  @Override
  protected ServerBuilder server() {
    Orders orders = new Orders(new InMemoryOrderStore());
    return Server.builder()
        .config("weir.middleware", middleware.get())
        .http(listen(8080), orders::routes);
  }
}
