/**
 * What a resource is at present: its validators (RFC 9110, section 8.8), the conditions that a
 * request makes of them (section 13), and parts of it (section 14).
 */
@NullMarked
package dev.weir.http.content;

import org.jspecify.annotations.NullMarked;
