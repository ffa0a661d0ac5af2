package dev.weir.spi.protocol;

import dev.weir.annotation.Preview;
import dev.weir.http.Headers;
import dev.weir.http.Request;
import dev.weir.http.Response;

/**
 * A protocol in which a stream of HTTP goes on, if its client asks for that: by {@code Upgrade}
 * over HTTP/1.1 (RFC 9110, section 7.8), by extended CONNECT over HTTP/2 (RFC 8441). A handler
 * answers with {@link dev.weir.http.Response#upgrade}, so that middleware and extractors come
 * first, as for any other answer.
 *
 * <p>One object may answer any number of requests, from any thread.
 */
@Preview
public interface UpgradeProtocol {
  /**
   * The name that clients ask for, such as {@code "websocket"}; compared without regard to case.
   */
  String token();

  /**
   * Looks at what the request says about this protocol, in place of an answer's body: on the thread
   * of the handler, after it. The client asked for {@link #token}.
   *
   * @param route what surrounds the route: its limits, thread, middleware and codecs. The same
   *     object for all requests of the route
   * @throws dev.weir.http.ProblemException to answer that instead
   */
  Decision accept(Request request, ProtocolSetup route) throws Exception;

  /** What becomes of a request that asks for the protocol. */
  sealed interface Decision {}

  /** It is answered like any other. */
  record Refused(Response response) implements Decision {}

  /**
   * The stream goes on in the protocol.
   *
   * @param headers fields to add to the answer, beside those of HTTP itself
   * @param opener makes the state machine, once the answer is on its way. What the client has sent
   *     behind its request is its first input
   */
  record Accepted(Headers headers, Protocol.StreamOpener opener) implements Decision {}
}
