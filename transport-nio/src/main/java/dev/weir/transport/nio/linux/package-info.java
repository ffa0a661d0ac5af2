/** Sockets on Linux's own system calls, by the JDK's foreign functions: no library is shipped. */
@NullMarked
package dev.weir.transport.nio.linux;

import org.jspecify.annotations.NullMarked;
