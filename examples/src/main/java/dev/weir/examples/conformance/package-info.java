/** What conformance suites are pointed at. */
@NullMarked
package dev.weir.examples.conformance;

import org.jspecify.annotations.NullMarked;
