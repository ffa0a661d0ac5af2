/** Stability marks: every public type of the API carries exactly one. */
@NullMarked
package dev.weir.annotation;

import org.jspecify.annotations.NullMarked;
