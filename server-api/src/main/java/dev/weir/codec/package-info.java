/** Codecs: between Java values and bytes of a media type, for HTTP bodies and for frames alike. */
@NullMarked
package dev.weir.codec;

import org.jspecify.annotations.NullMarked;
