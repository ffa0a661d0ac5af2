@NullMarked
package dev.weir.benchmarks.micro;

import org.jspecify.annotations.NullMarked;
