/** Framed TCP. */
@NullMarked
package dev.weir.examples.echoframes;

import org.jspecify.annotations.NullMarked;
