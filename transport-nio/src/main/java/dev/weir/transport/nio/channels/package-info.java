/** Sockets on the JDK's channels and selectors, as any system has them. */
@NullMarked
package dev.weir.transport.nio.channels;

import org.jspecify.annotations.NullMarked;
