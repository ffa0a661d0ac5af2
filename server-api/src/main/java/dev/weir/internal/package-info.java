/** Access that only the core has. */
@NullMarked
package dev.weir.internal;

import org.jspecify.annotations.NullMarked;
