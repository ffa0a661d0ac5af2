/** What the core gives to its own protocols beyond what a plugin's protocol gets. */
@NullMarked
package dev.weir.core.door;

import org.jspecify.annotations.NullMarked;
