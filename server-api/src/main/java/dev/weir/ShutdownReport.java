package dev.weir;

import dev.weir.annotation.Stable;
import java.time.Duration;

/**
 * What a shutdown did.
 *
 * @param finished requests, frames and connections' handlers that were running and ended by
 *     themselves
 * @param cut those that were ended by force
 * @param took from the call to the end
 */
@Stable
public record ShutdownReport(long finished, long cut, Duration took) {}
