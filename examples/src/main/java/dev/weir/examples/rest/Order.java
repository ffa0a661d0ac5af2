package dev.weir.examples.rest;

import java.time.Instant;

/** An order that was placed. */
public record Order(long id, String item, int quantity, Instant placed) {}
