/** The engines of TCP doors: blocking connections, frames, typed messages. */
@NullMarked
package dev.weir.core.tcp;

import org.jspecify.annotations.NullMarked;
