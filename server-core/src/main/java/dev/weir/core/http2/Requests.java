package dev.weir.core.http2;

import dev.weir.core.http.Exchange;
import dev.weir.core.http.Expectation;
import dev.weir.core.http.HttpDoor;
import dev.weir.core.http.RefusedException;
import dev.weir.core.http.RequestHead;
import dev.weir.http.HttpMethod;
import dev.weir.http.HttpVersion;
import dev.weir.http.Problem;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** From the fields of a request to a stream with an exchange on it. On the loop. */
final class Requests {
  private final Http2Handler connection;
  private final HttpDoor door;
  private final Http2Limits limits;
  private final ConnectionOutput output;

  Requests(Http2Handler connection, HttpDoor door, Http2Limits limits, ConnectionOutput output) {
    this.connection = connection;
    this.door = door;
    this.limits = limits;
    this.output = output;
  }

  /** A request's head came, and is as it should be. */
  void begin(int id, RequestFields fields, boolean complete, int window) {
    String protocol = fields.protocol();
    long length = complete || protocol != null ? 0 : fields.contentLength();
    // Extended CONNECT is for routes what GET with Upgrade is in HTTP/1.1 (RFC 8441, section 5).
    HttpMethod method = protocol == null ? HttpMethod.of(fields.method()) : HttpMethod.GET;
    List<String> upgrades = protocol == null ? List.of() : List.of(protocol);
    RequestHead head = head(fields, method, length, upgrades);
    String expectation = fields.expectation();
    boolean continues = false;
    Problem problem = problemOf(fields);
    try {
      continues = expectation != null && Expectation.isOfContinue(expectation);
    } catch (RefusedException e) {
      problem = problem == null ? e.problem() : problem;
    }
    Http2Stream opened = open(id, window);
    Exchange exchange = new Exchange(door, opened.wire(), head, connection.now());
    if (connection.isDraining()) {
      exchange.endEndless();
    }
    if (problem != null) {
      opened.refuse(exchange, problem, complete, connection.now());
      return;
    }
    if (protocol != null) {
      opened.beginTunnel(exchange, complete);
    } else {
      opened.begin(exchange, head, complete, fields.contentLength(), continues);
    }
    connection.look(opened);
  }

  private @Nullable Problem problemOf(RequestFields fields) {
    if (fields.method().equals("CONNECT") && fields.protocol() == null) {
      return Problem.of(501, "CONNECT isn't served here");
    }
    if (fields.path().length() > limits.maxTarget()) {
      return Problem.of(414, "The path is longer than " + limits.maxTarget() + " bytes");
    }
    return null;
  }

  /** A request's head came, and isn't taken. */
  void refuse(int id, RequestFields fields, Problem problem, boolean complete, int window) {
    Http2Stream opened = open(id, window);
    RequestHead head = head(fields, HttpMethod.GET, 0, List.of());
    opened.refuse(
        new Exchange(door, opened.wire(), head, connection.now()),
        problem,
        complete,
        connection.now());
  }

  private Http2Stream open(int id, int window) {
    Http2Stream opened = new Http2Stream(connection, id, output, window);
    connection.add(opened);
    return opened;
  }

  private RequestHead head(
      RequestFields fields, HttpMethod method, long length, List<String> upgrades) {
    return new RequestHead(
        method,
        fields.path(),
        HttpVersion.HTTP_2,
        fields.authority(),
        fields.headers(),
        length,
        upgrades);
  }
}
