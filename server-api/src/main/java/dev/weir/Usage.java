package dev.weir;

import dev.weir.annotation.Preview;

/**
 * How much of a limit is taken.
 *
 * @param taken now, from 0 to {@code limit}
 * @param limit the most there can be
 */
@Preview
public record Usage(int taken, int limit) {}
