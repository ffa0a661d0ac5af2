package dev.weir.transport.nio.socket;

/** A socket that the {@link Poller} of its own system can wait for. */
public interface Pollable {}
