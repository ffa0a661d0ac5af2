/**
 * The exchange: one request and its one answer, whatever the version of HTTP. A version's engine
 * gives it heads and bodies, and takes its answers through {@link dev.weir.core.http.ExchangeWire}.
 */
@NullMarked
package dev.weir.core.http;

import org.jspecify.annotations.NullMarked;
