/** TCP and Unix domain sockets: blocking connections, frames, typed messages, protocols. */
@NullMarked
package dev.weir.tcp;

import org.jspecify.annotations.NullMarked;
