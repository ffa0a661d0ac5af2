/** The engine of UDP doors. */
@NullMarked
package dev.weir.core.udp;

import org.jspecify.annotations.NullMarked;
