/** JMH for what the API shows; what only the core sees is measured from among the core's tests. */
@NullMarked
package dev.weir.benchmarks.micro;

import org.jspecify.annotations.NullMarked;
