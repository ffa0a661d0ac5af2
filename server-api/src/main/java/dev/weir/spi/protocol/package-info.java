/** Protocols: state machines from bytes to messages and back. */
@NullMarked
package dev.weir.spi.protocol;

import org.jspecify.annotations.NullMarked;
