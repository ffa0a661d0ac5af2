package dev.weir.integration.examples;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;

/** The JDK's HTTP client, in one line a request. */
final class JdkHttp implements AutoCloseable {
  private static final Duration PATIENCE = Duration.ofSeconds(30);

  private final HttpClient client =
      HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();

  /** Sends a request with these headers: name, value, name, value, ... */
  HttpResponse<String> send(String method, URI url, String body, String... headers) {
    return send(method, url, HttpRequest.BodyPublishers.ofString(body), headers);
  }

  /** Sends a request without a body. */
  HttpResponse<String> send(String method, URI url) {
    return send(method, url, HttpRequest.BodyPublishers.noBody());
  }

  HttpResponse<String> get(URI url, String... headers) {
    return send("GET", url, HttpRequest.BodyPublishers.noBody(), headers);
  }

  HttpResponse<String> send(
      String method, URI url, HttpRequest.BodyPublisher body, String... headers) {
    return send(method, url, body, HttpResponse.BodyHandlers.ofString(), headers);
  }

  <T> HttpResponse<T> send(
      String method,
      URI url,
      HttpRequest.BodyPublisher body,
      HttpResponse.BodyHandler<T> answer,
      String... headers) {
    HttpRequest.Builder request = HttpRequest.newBuilder(url).method(method, body);
    if (headers.length > 0) {
      request.headers(headers);
    }
    try {
      return client.send(request.timeout(PATIENCE).build(), answer);
    } catch (IOException e) {
      throw new UncheckedIOException(method + " " + url, e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new AssertionError("interrupted", e);
    }
  }

  @Override
  public void close() {
    client.close();
  }
}
