/** The server whose work grows: routes, middleware and bodies, through the public API alone. */
@NullMarked
package dev.weir.benchmarks.growth;

import org.jspecify.annotations.NullMarked;
