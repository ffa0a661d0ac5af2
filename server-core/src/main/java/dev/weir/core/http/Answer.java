package dev.weir.core.http;

import dev.weir.Bytes;
import dev.weir.BytesBuilder;
import dev.weir.TypeOf;
import dev.weir.core.routing.ValueEncoding;
import dev.weir.http.ContentCoding;
import dev.weir.http.HeaderNames;
import dev.weir.http.Headers;
import dev.weir.http.HttpMethod;
import dev.weir.http.Problem;
import dev.weir.http.Response;
import dev.weir.http.ResponseBody;
import dev.weir.internal.EndlessWriter;
import dev.weir.spi.protocol.ProtocolSetup;
import dev.weir.spi.protocol.UpgradeProtocol;
import dev.weir.spi.transport.FileRegion;
import dev.weir.spi.transport.OutputChain;
import java.io.InterruptedIOException;
import java.nio.channels.FileChannel;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Turns a response into calls of the wire. Whatever can fail comes before the head, so that it
 * becomes a 500; what fails after it ends the connection.
 */
final class Answer {
  private static final Logger LOG = LoggerFactory.getLogger(Answer.class);
  private static final int SWITCHING_PROTOCOLS = 101;
  private static final int NOT_MODIFIED = 304;
  private static final int NO_CONTENT = 204;
  private static final int RESET_CONTENT = 205;

  private final Exchange exchange;
  private final ExchangeWire wire;
  private boolean last;
  private @Nullable ResponseHead lastHead; // of this one, or of one before in the same place

  Answer(Exchange exchange, ExchangeWire wire) {
    this.exchange = exchange;
    this.wire = wire;
  }

  /**
   * Sends it.
   *
   * @param given a {@link Response}, or a value: that is a response with nothing else in it
   * @param ends whether the connection ends after this answer
   */
  void send(Object given, boolean ends) {
    last = ends;
    if (given instanceof Response response) {
      send(response);
    } else {
      value(Response.ok(), given, values().declared());
    }
  }

  private void send(Response given) {
    Response response;
    try {
      response = checked(given);
    } catch (RuntimeException e) {
      failBeforeHead(e);
      return;
    }
    if (response.body() instanceof ResponseBody.Fixed fixed) {
      // Most answers, and the first: the switch makes a class when it is first reached.
      fixed(response, fixed.bytes());
      return;
    }
    switch (response.body()) {
      case ResponseBody.Empty ignored -> fixed(response, Bytes.empty());
      case ResponseBody.Fixed fixed -> fixed(response, fixed.bytes());
      case ResponseBody.Value(Object value, TypeOf<?> type) -> value(response, value, type);
      case ResponseBody.FileRange range -> file(response, range);
      case ResponseBody.Coded(ResponseBody content, ContentCoding coding) ->
          coded(response, content, coding);
      case ResponseBody.Streamed streamed -> streamed(response, streamed);
      case ResponseBody.Upgrade upgrade -> upgrade(response, upgrade.protocol());
    }
  }

  private static Response checked(Response response) {
    Headers headers = SafeHeaders.of(response.headers());
    Headers trailers = response.trailers();
    Response safe = headers == response.headers() ? response : response.withHeaders(headers);
    if (trailers == null) {
      return safe;
    }
    Headers safeTrailers = SafeHeaders.of(trailers);
    for (int i = 0; i < safeTrailers.size(); i++) {
      TrailerFields.requireAllowed(safeTrailers.name(i));
    }
    return safeTrailers == trailers ? safe : safe.withTrailers(safeTrailers);
  }

  private void fixed(Response response, Bytes bytes) {
    Headers trailers = response.trailers();
    boolean bodySent = sendsBody(response);
    ResponseHead head = head(response, null, bytes.length());
    if (trailers == null || trailers.size() == 0 || !bodySent) {
      wire.send(head, bodySent ? bytes : Bytes.empty());
    } else {
      OutputChain chain = wire.newOutput();
      chain.write(bytes);
      wire.send(head, chain, trailers);
    }
    exchange.ended(response.status(), bodySent ? bytes.length() : 0, wire.lost());
  }

  private ValueEncoding values() {
    return exchange.matched().route().values();
  }

  /** Sends a response with the value as its body. */
  private void value(Response response, Object value, @Nullable TypeOf<?> type) {
    OutputChain chain = wire.newOutput();
    ValueEncoding.Chosen chosen;
    try {
      chosen = values().choose(exchange.request(), value, type);
      chosen.encoder().encode(value, chain);
    } catch (Throwable e) {
      chain.release();
      failBeforeHead(e);
      return;
    }
    whole(varying(response, chosen), chosen.mediaType().toString(), chain);
  }

  /** A value is encoded first: only then its type and length are known. */
  private void coded(Response response, ResponseBody content, ContentCoding coding) {
    Response coded;
    try {
      if (content instanceof ResponseBody.Value(Object value, TypeOf<?> type)) {
        ValueEncoding.Chosen chosen = values().choose(exchange.request(), value, type);
        BytesBuilder encoded = Bytes.builder();
        chosen.encoder().encode(value, encoded);
        Response typed = varying(response, chosen);
        if (!typed.headers().contains(HeaderNames.CONTENT_TYPE)) {
          typed = typed.withHeader(HeaderNames.CONTENT_TYPE, chosen.mediaType().toString());
        }
        coded =
            CodedBody.of(
                typed, new ResponseBody.Fixed(encoded.toBytes()), coding, exchange.run().work());
      } else {
        coded = CodedBody.of(response, content, coding, exchange.run().work());
      }
    } catch (Throwable e) {
      failBeforeHead(e);
      return;
    }
    send(coded);
  }

  private static Response varying(Response response, ValueEncoding.Chosen chosen) {
    boolean typed = response.headers().contains(HeaderNames.CONTENT_TYPE);
    return chosen.negotiated() && !typed ? varying(response) : response;
  }

  /** RFC 9110, section 12.5.5: caches keep an answer that was negotiated for its own kind. */
  private static Response varying(Response response) {
    for (String field : response.headers().all(HeaderNames.VARY)) {
      for (String name : field.split(",", -1)) {
        if (name.strip().equals("*") || name.strip().equalsIgnoreCase(HeaderNames.ACCEPT)) {
          return response;
        }
      }
    }
    return response.withAddedHeader(HeaderNames.VARY, HeaderNames.ACCEPT);
  }

  private void file(Response response, ResponseBody.FileRange range) {
    if (!sendsBody(response)) {
      fileUnsent(response, range);
      return;
    }
    boolean read = FileCopy.isSmall(range) && Thread.currentThread().isVirtual();
    if (!read && !wire.sendsFiles()) {
      streamed(response, FileCopy.of(range));
      return;
    }
    OutputChain chain = wire.newOutput();
    try {
      if (read) {
        FileCopy.read(range, chain);
      } else {
        FileChannel file = FileCopy.open(range, wire);
        chain.writeFile(new FileRegion(file, range.position(), range.length()));
      }
    } catch (Throwable e) {
      failBeforeHead(e);
      return;
    }
    whole(response, null, chain);
  }

  /** What would fail with the file fails without it, too: HEAD is answered like GET. */
  private void fileUnsent(Response response, ResponseBody.FileRange range) {
    try {
      FileCopy.open(range).close();
    } catch (Throwable e) {
      failBeforeHead(e);
      return;
    }
    unsent(response, range.length());
  }

  private void upgrade(Response response, UpgradeProtocol protocol) {
    if (response.status() != SWITCHING_PROTOCOLS) {
      fixed(response, Bytes.empty()); // middleware has made another answer of it
      return;
    }
    if (last || !exchange.head().asksFor(protocol.token())) {
      send(notAskedFor(protocol));
      return;
    }
    UpgradeProtocol.Decision decision;
    try {
      ProtocolSetup setup = exchange.matched().route().setup();
      decision = protocol.accept(exchange.request(), setup);
    } catch (Throwable e) {
      failBeforeHead(e);
      return;
    }
    switch (decision) {
      case UpgradeProtocol.Refused(Response refusal) -> send(refusal);
      case UpgradeProtocol.Accepted accepted -> upgrade(response, protocol.token(), accepted);
    }
  }

  private void upgrade(Response response, String token, UpgradeProtocol.Accepted accepted) {
    ResponseHead head;
    try {
      Headers.Builder fields = response.headers().toBuilder();
      SafeHeaders.of(accepted.headers()).forEach(fields::add);
      fields.set(HeaderNames.UPGRADE, token);
      head = new ResponseHead(SWITCHING_PROTOCOLS, fields.build(), null, -1, false, false);
    } catch (Throwable e) {
      failBeforeHead(e);
      return;
    }
    wire.upgrade(head, accepted.opener(), (status, failure) -> exchange.ended(status, 0, failure));
  }

  /** RFC 9110, section 15.5.22. */
  private static Response notAskedFor(UpgradeProtocol protocol) {
    return Response.problem(
            Problem.of(426, "This resource is for clients that ask for " + protocol.token()))
        .withHeader(HeaderNames.UPGRADE, protocol.token());
  }

  private void whole(Response response, @Nullable String contentType, OutputChain chain) {
    boolean bodySent = sendsBody(response);
    long length = chain.size();
    ResponseHead head = head(response, contentType, length);
    if (!bodySent) {
      chain.release();
    }
    Headers trailers = response.trailers();
    wire.send(head, chain, trailers == null ? Headers.empty() : trailers);
    exchange.ended(response.status(), bodySent ? length : 0, wire.lost());
  }

  private void streamed(Response response, ResponseBody.Streamed streamed) {
    if (!sendsBody(response)) {
      unsent(response, streamed.length());
    } else if (Thread.currentThread().isVirtual()) {
      stream(response, streamed);
    } else {
      Busy busy = exchange.run().startWriter(() -> stream(response, streamed));
      if (busy != null) {
        send(busy.answer());
      }
    }
  }

  /** The head alone. */
  private void unsent(Response response, long length) {
    wire.send(head(response, null, length), Bytes.empty());
    exchange.ended(response.status(), 0, wire.lost());
  }

  private void stream(Response response, ResponseBody.Streamed streamed) {
    Headers trailers = response.trailers();
    ChunkSink sink =
        new ChunkSink(wire, streamed.length(), trailers == null ? Headers.empty() : trailers);
    Throwable failure = null;
    try {
      wire.open(head(response, null, streamed.length()));
      if (streamed.writer() instanceof EndlessWriter endless) {
        exchange.run().endless();
        endless.write(sink, wire.loop());
      } else {
        streamed.writer().write(sink);
      }
      sink.end();
    } catch (Throwable e) {
      failure = e;
    }
    if (failure == null) {
      exchange.ended(response.status(), sink.written(), wire.lost());
      return;
    }
    sink.drop();
    if (!wire.isCommitted() && wire.lost() == null) {
      failBeforeHead(failure);
      return;
    }
    if (wire.lost() == null) {
      logCut(failure);
    }
    wire.abort(failure);
    int sent = wire.isCommitted() ? response.status() : 0;
    exchange.ended(sent, sink.written(), failure);
  }

  private void logCut(Throwable failure) {
    if (failure instanceof InterruptedIOException || failure instanceof InterruptedException) {
      LOG.debug("{}: its body's writer was interrupted", exchange.request(), failure);
    } else if (Failures.isClients(failure)) {
      LOG.debug("{}: its body's writer met what the client did", exchange.request(), failure);
    } else {
      LOG.error(
          "{} failed in its body's writer, on the route {}: the connection is cut",
          exchange.request(),
          exchange.request().route().pattern(),
          failure);
    }
  }

  private void failBeforeHead(Throwable failure) {
    // The answer to a failure has a fixed body, so this doesn't come back here.
    send(Failures.answer(exchange.request(), failure));
  }

  private ResponseHead head(Response response, @Nullable String contentType, long length) {
    Headers headers = response.headers();
    boolean typed = contentType == null || headers.contains(HeaderNames.CONTENT_TYPE);
    return head(
        response.status(),
        headers,
        typed ? null : contentType,
        response.status() == RESET_CONTENT ? 0 : length,
        sendsBody(response));
  }

  /** Where answers are alike, their head is one object: then it is also encoded but once. */
  private ResponseHead head(
      int status, Headers headers, @Nullable String contentType, long length, boolean bodySent) {
    ResponseHead head = lastHead;
    if (head == null || !head.is(status, headers, contentType, length, bodySent, last)) {
      head = new ResponseHead(status, headers, contentType, length, bodySent, last);
      lastHead = head;
    }
    return head;
  }

  /** RFC 9110, sections 9.3.2, 15.3.5, 15.3.6 and 15.4.5. */
  private boolean sendsBody(Response response) {
    int status = response.status();
    return !exchange.head().method().equals(HttpMethod.HEAD)
        && status != NO_CONTENT
        && status != RESET_CONTENT
        && status != NOT_MODIFIED;
  }
}
