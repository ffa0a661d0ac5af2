/** Connections: permits, limits per address, and who is open. */
@NullMarked
package dev.weir.core.connection;

import org.jspecify.annotations.NullMarked;
