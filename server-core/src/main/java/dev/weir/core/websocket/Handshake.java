package dev.weir.core.websocket;

import dev.weir.core.door.DoorSetup;
import dev.weir.core.stream.LoopClocks;
import dev.weir.http.HeaderNames;
import dev.weir.http.Headers;
import dev.weir.http.HttpVersion;
import dev.weir.http.Problem;
import dev.weir.http.Request;
import dev.weir.http.Response;
import dev.weir.internal.WebSocketPlan;
import dev.weir.spi.protocol.Protocol;
import dev.weir.spi.protocol.UpgradeProtocol;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The server's side of the opening handshake (RFC 6455, section 4.2; RFC 8441, section 5). */
public final class Handshake {
  private static final String KEY = "sec-websocket-key";
  private static final String VERSION = "sec-websocket-version";
  private static final String PROTOCOL = "sec-websocket-protocol";
  private static final String EXTENSIONS = "sec-websocket-extensions";
  private static final String GUID = "258EAFA5-E914-47DA-95CA-C5AB0DC85B11";
  private static final int KEY_BYTES = 16;
  private static final int KEY_CHARACTERS = 24;

  private Handshake() {}

  /**
   * Accepts a WebSocket.
   *
   * @param loops those that have WebSockets of the route
   * @throws dev.weir.http.ProblemException if the request isn't a handshake
   */
  public static UpgradeProtocol.Decision accept(
      DoorSetup setup, LoopClocks loops, Request request, WebSocketPlan plan) {
    if (!"13".equals(request.header(VERSION))) {
      return new UpgradeProtocol.Refused(
          Response.problem(Problem.of(426, "The version of WebSockets spoken here is 13"))
              .withHeader(HeaderNames.UPGRADE, "websocket")
              .withHeader("Sec-WebSocket-Version", "13"));
    }
    Headers.Builder headers = Headers.builder();
    if (request.version() == HttpVersion.HTTP_1_1) {
      headers.set("Sec-WebSocket-Accept", proof(request.headers().all(KEY)));
    }
    String subprotocol = subprotocol(request, plan.subprotocols());
    if (!subprotocol.isEmpty()) {
      headers.set("Sec-WebSocket-Protocol", subprotocol);
    }
    @Nullable Deflation deflation =
        plan.compression() ? Deflation.choose(request.headers().all(EXTENSIONS)) : null;
    if (deflation != null) {
      headers.set("Sec-WebSocket-Extensions", deflation.answer());
    }
    Opening opening = new Opening(setup, loops, request, subprotocol, deflation, plan.use());
    return new UpgradeProtocol.Accepted(headers.build(), opener(opening));
  }

  private static Protocol.StreamOpener opener(Opening opening) {
    return context -> {
      opening.loops().of(context.stream().loop());
      WebSocketStream opened = new WebSocketStream(context, opening);
      context.stream().loop().execute(opened::start);
      return opened;
    };
  }

  private static String proof(List<String> keys) {
    if (keys.size() != 1 || !isKey(keys.getFirst())) {
      throw Problem.of(400, "Sec-WebSocket-Key isn't 16 bytes in Base64").toException();
    }
    try {
      MessageDigest sha1 = MessageDigest.getInstance("SHA-1");
      byte[] text = (keys.getFirst() + GUID).getBytes(StandardCharsets.US_ASCII);
      return Base64.getEncoder().encodeToString(sha1.digest(text));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("Every JDK has SHA-1", e);
    }
  }

  private static boolean isKey(String key) {
    try {
      return key.length() == KEY_CHARACTERS && Base64.getDecoder().decode(key).length == KEY_BYTES;
    } catch (IllegalArgumentException e) {
      return false;
    }
  }

  /** The first of those spoken here that the client asks for, or the empty string. */
  private static String subprotocol(Request request, List<String> spoken) {
    List<String> asked = new ArrayList<>();
    for (String field : request.headers().all(PROTOCOL)) {
      for (String name : field.split(",", -1)) {
        asked.add(name.strip());
      }
    }
    return spoken.stream().filter(asked::contains).findFirst().orElse("");
  }
}
