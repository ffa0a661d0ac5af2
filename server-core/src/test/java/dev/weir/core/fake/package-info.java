/**
 * A transport in memory whose loop is a real thread, and whose time and peers are turned by hand.
 */
@NullMarked
package dev.weir.core.fake;

import org.jspecify.annotations.NullMarked;
