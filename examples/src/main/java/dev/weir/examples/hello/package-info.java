/** The first program. */
@NullMarked
package dev.weir.examples.hello;

import org.jspecify.annotations.NullMarked;
