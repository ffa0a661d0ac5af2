/** Configuration: the sources, the keys that are declared, and what is wrong with the rest. */
@NullMarked
package dev.weir.core.config;

import org.jspecify.annotations.NullMarked;
