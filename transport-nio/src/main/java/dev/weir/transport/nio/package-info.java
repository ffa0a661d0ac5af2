/** TCP, Unix sockets, UDP and TLS on the JDK alone. */
@NullMarked
package dev.weir.transport.nio;

import org.jspecify.annotations.NullMarked;
