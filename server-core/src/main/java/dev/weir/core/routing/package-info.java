/** From routes to compiled routes, and from targets to routes. */
@NullMarked
package dev.weir.core.routing;

import org.jspecify.annotations.NullMarked;
