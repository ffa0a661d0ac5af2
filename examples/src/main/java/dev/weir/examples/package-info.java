/** Programs that people would deploy or copy. */
@NullMarked
package dev.weir.examples;

import org.jspecify.annotations.NullMarked;
