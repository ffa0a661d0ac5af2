package dev.weir.examples.bench;

/** What {@code /json} answers. */
public record Message(String message) {}
