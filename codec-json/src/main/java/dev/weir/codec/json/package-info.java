/** JSON bodies and frames, by Jackson. */
@NullMarked
package dev.weir.codec.json;

import org.jspecify.annotations.NullMarked;
