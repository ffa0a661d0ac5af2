/** Middleware: what wraps connections, requests, frames and datagrams. */
@NullMarked
package dev.weir.middleware;

import org.jspecify.annotations.NullMarked;
