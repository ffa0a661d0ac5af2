/** A server, its doors, its limits, and the values that all protocols share. */
@NullMarked
package dev.weir;

import org.jspecify.annotations.NullMarked;
