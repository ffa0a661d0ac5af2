/** The compliance kit for plugin authors, the in-memory transport, test clients. */
@NullMarked
package dev.weir.testkit;

import org.jspecify.annotations.NullMarked;
