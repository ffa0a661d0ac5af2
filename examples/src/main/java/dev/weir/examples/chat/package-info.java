/** Sessions and broadcast. */
@NullMarked
package dev.weir.examples.chat;

import org.jspecify.annotations.NullMarked;
