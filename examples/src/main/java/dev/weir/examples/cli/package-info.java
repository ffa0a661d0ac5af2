/** What the examples' command lines have in common. */
@NullMarked
package dev.weir.examples.cli;

import org.jspecify.annotations.NullMarked;
