/** Threads for user code: what may be in flight, where it runs, and who waits for it. */
@NullMarked
package dev.weir.core.dispatch;

import org.jspecify.annotations.NullMarked;
