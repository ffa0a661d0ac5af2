/** Between an event loop that never waits and threads that do: bytes in, and room for bytes out. */
@NullMarked
package dev.weir.core.stream;

import org.jspecify.annotations.NullMarked;
