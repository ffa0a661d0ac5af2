/** UDP: datagrams in, datagrams out. */
@NullMarked
package dev.weir.udp;

import org.jspecify.annotations.NullMarked;
