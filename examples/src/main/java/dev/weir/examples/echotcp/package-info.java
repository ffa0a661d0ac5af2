/** TCP in blocking style. */
@NullMarked
package dev.weir.examples.echotcp;

import org.jspecify.annotations.NullMarked;
