/** A user's program. */
@NullMarked
package app;

import org.jspecify.annotations.NullMarked;
