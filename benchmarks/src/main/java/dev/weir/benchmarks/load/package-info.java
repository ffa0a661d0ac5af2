/**
 * The load generator: one thread, one selector, in a process of its own that lives as long as a
 * comparison, so that it is warm when it matters.
 */
@NullMarked
package dev.weir.benchmarks.load;

import org.jspecify.annotations.NullMarked;
