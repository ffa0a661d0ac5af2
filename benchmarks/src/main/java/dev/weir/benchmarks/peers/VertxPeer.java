package dev.weir.benchmarks.peers;

import io.netty.util.AsciiString;
import io.vertx.core.DeploymentOptions;
import io.vertx.core.Future;
import io.vertx.core.VerticleBase;
import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.http.HttpServerRequest;

/** Vert.x's core on the native transport, one verticle per processor. */
final class VertxPeer extends VerticleBase {
  private static final CharSequence SERVER = AsciiString.cached("vertx");
  private static final CharSequence TEXT = AsciiString.cached(Payload.TEXT_TYPE);
  private static final CharSequence JSON = AsciiString.cached(Payload.JSON_TYPE);
  private static final CharSequence BINARY = AsciiString.cached(Payload.BINARY_TYPE);
  private static final CharSequence SERVER_NAME = AsciiString.cached("server");
  private static final CharSequence DATE_NAME = AsciiString.cached("date");
  private static final CharSequence TYPE_NAME = AsciiString.cached("content-type");
  private static final Buffer HELLO = Buffer.buffer(Payload.text());

  private final int port;
  private CharSequence date = new AsciiString(Payload.date());

  private VertxPeer(int port) {
    this.port = port;
  }

  public static void main(String[] arguments) {
    int port = Payload.port(arguments);
    Vertx vertx = Vertx.vertx(new VertxOptions().setPreferNativeTransport(true));
    DeploymentOptions each =
        new DeploymentOptions().setInstances(Runtime.getRuntime().availableProcessors());
    var unused =
        vertx
            .deployVerticle(() -> new VertxPeer(port), each)
            .onFailure(failure -> {
              failure.printStackTrace();
              System.exit(1);
            });
  }

  @Override
  public Future<?> start() {
    vertx.setPeriodic(1_000, id -> date = new AsciiString(Payload.date()));
    HttpServerOptions options =
        new HttpServerOptions().setHost("127.0.0.1").setPort(port).setAcceptBacklog(4_096);
    return vertx.createHttpServer(options).requestHandler(this::handle).listen();
  }

  private void handle(HttpServerRequest request) {
    switch (String.valueOf(request.path())) {
      case "/plaintext" -> send(request, TEXT, HELLO);
      case "/json" -> send(request, JSON, Buffer.buffer(Payload.json()));
      case "/echo" -> {
        var unused = request.body().onSuccess(body -> send(request, BINARY, body));
      }
      default -> {
        var unused = request.response().setStatusCode(404).end();
      }
    }
  }

  private void send(HttpServerRequest request, CharSequence type, Buffer body) {
    var unused =
        request
            .response()
            .putHeader(SERVER_NAME, SERVER)
            .putHeader(DATE_NAME, date)
            .putHeader(TYPE_NAME, type)
            .end(body);
  }
}
