/**
 * The compliance suite of protocols. A protocol's author extends {@link
 * dev.weir.testkit.protocol.ProtocolCompliance}:
 *
 * <pre>{@code
 * class RespComplianceTest extends ProtocolCompliance {
 *   @Override
 *   public Protocol protocol() {
 *     return Resp.server(new Commands());
 *   }
 *
 *   @Override
 *   public List<Conversation> conversations() {
 *     return List.of(Conversation.of("a ping", "*1\r\n$4\r\nPING\r\n").answered("+PONG\r\n"));
 *   }
 * }
 * }</pre>
 */
@NullMarked
package dev.weir.testkit.protocol;

import org.jspecify.annotations.NullMarked;
