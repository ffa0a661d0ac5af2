/** A small JSON resource. */
@NullMarked
package dev.weir.examples.rest;

import org.jspecify.annotations.NullMarked;
