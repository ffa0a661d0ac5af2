package dev.weir.examples.bench;

import dev.weir.Dispatch;
import dev.weir.Limits;
import dev.weir.Server;
import dev.weir.ServerBuilder;
import dev.weir.examples.cli.CommandOption;
import dev.weir.examples.cli.ExampleCommand;
import dev.weir.examples.cli.TlsOptions;
import dev.weir.http.Endpoint;
import dev.weir.http.HttpRoutes;
import dev.weir.http.Request;
import dev.weir.http.Response;
import dev.weir.http.ResponseBody;
import dev.weir.tcp.TcpConnection;
import dev.weir.tcp.TcpDoor;
import java.io.IOException;

/** The server that load generators are pointed at. */
public final class Bench extends ExampleCommand {
  private static final int MAX_CONNECTIONS = 1_000_000;

  /** Responses don't change, so one that is always the same is made once. */
  private static final Response HELLO = Response.text("Hello, World!");

  /** What it serves. */
  enum Mode {
    h1,
    h2c,
    tls,
    tcp,
    udp
  }

  /** Where handlers run. */
  enum Threads {
    loop,
    virtual
  }

  private final CommandOption<Mode> mode = options().oneOf("mode", Mode.h1, "What to serve");
  private final CommandOption<Threads> threads =
      options().oneOf("dispatch", Threads.virtual, "Where handlers run");
  private final TlsOptions tlsOptions = new TlsOptions(options());

  private Bench() {
    super(
        "bench",
        "The server that load generators are pointed at. h1, h2c: GET /plaintext, GET /json, POST"
            + " /echo, in either version; tls: the same with TLS; tcp: raw echo; udp: echo.");
  }

  /** Runs it. */
  public static void main(String[] arguments) throws InterruptedException {
    main(new Bench(), arguments);
  }

  @Override
  protected ServerBuilder server() {
    ServerBuilder server =
        Server.builder()
            .limits(
                Limits.defaults()
                    .with(Limits.MAX_CONNECTIONS, MAX_CONNECTIONS)
                    .with(Limits.MAX_CONNECTIONS_PER_ADDRESS, MAX_CONNECTIONS)
                    .with(Limits.MAX_IN_FLIGHT, MAX_CONNECTIONS)
                    .with(Limits.MAX_IN_FLIGHT_PER_CLIENT, MAX_CONNECTIONS));
    return switch (mode.get()) {
      case h1, h2c -> server.http(listen(8080), this::http);
      case tls -> server.http(listen(8443).withTls(tlsOptions.tls()), this::http);
      case tcp -> server.tcp(listen(8080), this::tcp);
      case udp ->
          server.udp(
              listen(8080),
              udp ->
                  udp.dispatch(dispatch())
                      .datagrams((datagram, reply) -> reply.send(datagram.payload())));
    };
  }

  private Dispatch dispatch() {
    return threads.get() == Threads.loop ? Dispatch.EVENT_LOOP : Dispatch.VIRTUAL_THREAD;
  }

  private void http(HttpRoutes http) {
    http.dispatch(dispatch())
        .get("/plaintext", request -> HELLO)
        .get(
            "/json",
            Endpoint.with().call(() -> new Message("Hello, World!")).returns(Message.class))
        .post("/echo", Bench::echo);
  }

  private static Response echo(Request request) throws IOException {
    return Response.ok().withBody(new ResponseBody.Fixed(request.body().readAll()));
  }

  private void tcp(TcpDoor tcp) {
    if (threads.get() == Threads.loop) {
      tcp.protocol(new RawEcho());
    } else {
      tcp.blocking(Bench::echo);
    }
  }

  private static void echo(TcpConnection connection) throws IOException {
    connection.input().transferTo(connection.output());
  }
}
