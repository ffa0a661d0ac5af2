package dev.weir.benchmarks.peers;

import java.nio.ByteBuffer;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.io.Content;
import org.eclipse.jetty.server.Handler;
import org.eclipse.jetty.server.HttpConfiguration;
import org.eclipse.jetty.server.HttpConnectionFactory;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.server.ServerConnector;
import org.eclipse.jetty.util.Callback;
import org.eclipse.jetty.util.VirtualThreads;
import org.eclipse.jetty.util.thread.QueuedThreadPool;

/** Jetty's core, with handlers on virtual threads. */
final class JettyPeer {
  private static final int IDLE_MILLIS = 600_000;

  private JettyPeer() {}

  public static void main(String[] arguments) throws Exception {
    QueuedThreadPool threads = new QueuedThreadPool();
    threads.setVirtualThreadsExecutor(VirtualThreads.getDefaultVirtualThreadsExecutor());
    Server server = new Server(threads);
    HttpConfiguration http = new HttpConfiguration();
    http.setSendServerVersion(true);
    http.setSendDateHeader(true);
    ServerConnector connector = new ServerConnector(server, new HttpConnectionFactory(http));
    connector.setHost("127.0.0.1");
    connector.setPort(Payload.port(arguments));
    connector.setAcceptQueueSize(4_096);
    connector.setIdleTimeout(IDLE_MILLIS); // so that held connections stay
    server.addConnector(connector);
    server.setHandler(new Answers());
    server.start();
  }

  private static final class Answers extends Handler.Abstract {
    @Override
    public boolean handle(Request request, Response response, Callback callback) throws Exception {
      switch (Request.getPathInContext(request)) {
        case "/plaintext" ->
            send(response, Payload.TEXT_TYPE, ByteBuffer.wrap(Payload.text()), callback);
        case "/json" ->
            send(response, Payload.JSON_TYPE, ByteBuffer.wrap(Payload.json()), callback);
        case "/echo" ->
            send(response, Payload.BINARY_TYPE, Content.Source.asByteBuffer(request), callback);
        default -> {
          return false;
        }
      }
      return true;
    }

    private static void send(Response response, String type, ByteBuffer body, Callback callback) {
      response.getHeaders().put(HttpHeader.CONTENT_TYPE, type);
      response.getHeaders().put(HttpHeader.CONTENT_LENGTH, body.remaining());
      response.write(true, body, callback);
    }
  }
}
