package dev.weir.internal;

import dev.weir.annotation.Internal;
import dev.weir.http.BodyWriter;

/**
 * A writer whose body has no end of its own: the core interrupts it when the server shuts down, and
 * then it returns.
 */
@Internal
public interface EndlessWriter extends BodyWriter {}
