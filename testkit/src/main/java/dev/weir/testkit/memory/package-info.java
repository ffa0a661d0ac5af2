/**
 * A transport in memory, for tests: the same input gives the same run, bytes can be split, delayed,
 * stalled and broken anywhere, and the clock is turned by hand.
 *
 * <pre>{@code
 * InMemoryTransport memory = InMemoryTransport.threaded();
 * try (Server server = Server.builder().transport(memory.provider()).http(...).start()) {
 *   MemoryClient client = memory.connect(server.doors().getFirst().address());
 *   client.write("GET / HTTP/1.1\r\nHost: test\r\n\r\n");
 *   String head = client.readUntil("\r\n\r\n");
 *   memory.advance(Duration.ofMinutes(2)); // idle for too long
 *   client.awaitEnd();
 * }
 * }</pre>
 */
@NullMarked
package dev.weir.testkit.memory;

import org.jspecify.annotations.NullMarked;
