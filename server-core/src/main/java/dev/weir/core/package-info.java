/**
 * The engines of Weir: server lifecycle, protocols, router, dispatch, limits. Found by {@link
 * java.util.ServiceLoader}.
 */
@NullMarked
package dev.weir.core;

import org.jspecify.annotations.NullMarked;
