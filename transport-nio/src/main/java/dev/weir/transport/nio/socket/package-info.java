/**
 * What the transport asks of sockets, whatever they are made of: the JDK's channels, or Linux's
 * system calls.
 */
@NullMarked
package dev.weir.transport.nio.socket;

import org.jspecify.annotations.NullMarked;
