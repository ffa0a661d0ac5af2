/** Finding plugins, and choosing among them. */
@NullMarked
package dev.weir.core.discovery;

import org.jspecify.annotations.NullMarked;
