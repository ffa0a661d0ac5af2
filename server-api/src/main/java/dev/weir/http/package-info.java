/** HTTP: routes, requests, responses and errors, whatever the version on the wire. */
@NullMarked
package dev.weir.http;

import org.jspecify.annotations.NullMarked;
