/** What all plugins have in common, and how the core is found. */
@NullMarked
package dev.weir.spi;

import org.jspecify.annotations.NullMarked;
