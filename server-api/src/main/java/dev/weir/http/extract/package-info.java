/** Extractors: typed values taken from a request's head, and from its body. */
@NullMarked
package dev.weir.http.extract;

import org.jspecify.annotations.NullMarked;
