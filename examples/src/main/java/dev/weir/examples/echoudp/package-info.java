/** UDP. */
@NullMarked
package dev.weir.examples.echoudp;

import org.jspecify.annotations.NullMarked;
