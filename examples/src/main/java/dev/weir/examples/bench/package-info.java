/** What load generators are pointed at. */
@NullMarked
package dev.weir.examples.bench;

import org.jspecify.annotations.NullMarked;
