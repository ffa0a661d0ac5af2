/** Checks before the start, gathered so that one error names all that is wrong. */
@NullMarked
package dev.weir.core.wiring;

import org.jspecify.annotations.NullMarked;
