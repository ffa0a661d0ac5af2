/**
 * HTTP by hand, for tests: bytes out as they are written, answers in by a parser that is slow,
 * obvious, strict, and shares nothing with the server's.
 *
 * <pre>{@code
 * try (RawClient client = RawClient.connect(server.port())) {
 *   client.send("GET / HTTP/1.1\r\nHost: test\r\n\r\n");
 *   assertEquals(200, client.read().status());
 * }
 * }</pre>
 */
@NullMarked
package dev.weir.testkit.http;

import org.jspecify.annotations.NullMarked;
