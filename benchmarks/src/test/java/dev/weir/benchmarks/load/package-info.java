@NullMarked
package dev.weir.benchmarks.load;

import org.jspecify.annotations.NullMarked;
