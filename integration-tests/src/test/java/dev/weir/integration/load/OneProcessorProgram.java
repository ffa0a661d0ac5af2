package dev.weir.integration.load;

import dev.weir.Dispatch;
import dev.weir.Listen;
import dev.weir.Server;
import dev.weir.http.Response;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.LinkedBlockingQueue;

/**
 * Serves on virtual threads, beside others that aren't the server's: {@code /plain} answers at
 * once, {@code /ask} is blocked until another one has an answer, {@code /rest} starts one that
 * sleeps again and again.
 */
public final class OneProcessorProgram {
  static final String PLAIN = "from the server";
  static final String ANSWER = "from beside the server";
  static final String RESTED = "rested, again and again";

  private OneProcessorProgram() {}

  /** Prints the port, on the transport of that name, and serves until it is ended. */
  public static void main(String[] arguments) throws Exception {
    BlockingQueue<CompletableFuture<String>> questions = new LinkedBlockingQueue<>();
    Thread beside =
        Thread.ofVirtual()
            .start(() -> {
              try {
                while (true) {
                  questions.take().complete(ANSWER);
                }
              } catch (InterruptedException e) {
                // The program ends.
              }
            });
    try (Server server =
        Server.builder()
            .transport(arguments[0])
            .http(
                Listen.port(0),
                http ->
                    http.dispatch(Dispatch.VIRTUAL_THREAD)
                        .get("/plain", request -> Response.text(PLAIN))
                        .get(
                            "/rest",
                            request -> {
                              Thread.ofVirtual().start(OneProcessorProgram::rest);
                              return Response.text(PLAIN);
                            })
                        .get(
                            "/ask",
                            request -> {
                              CompletableFuture<String> question = new CompletableFuture<>();
                              questions.put(question);
                              return Response.text(question.get());
                            }))
            .start()) {
      System.out.println("port " + server.doors().getFirst().port());
      server.awaitTermination();
    } finally {
      beside.interrupt();
    }
  }

  private static void rest() {
    try {
      for (int i = 0; i < 200; i++) {
        Thread.sleep(1);
      }
      System.out.println(RESTED);
    } catch (InterruptedException e) {
      // The program ends.
    }
  }
}
