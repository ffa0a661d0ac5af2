/** Settings: how plugins declare them and read them. */
@NullMarked
package dev.weir.config;

import org.jspecify.annotations.NullMarked;
