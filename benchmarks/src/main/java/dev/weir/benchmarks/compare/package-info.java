/** Whole servers side by side: starts them, points load at them, prints what each request cost. */
@NullMarked
package dev.weir.benchmarks.compare;

import org.jspecify.annotations.NullMarked;
