package dev.weir.integration.examples;

import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * The tests of the class run on each transport, one after the other. Its methods around an
 * invocation get the transport's name: one JVM serves all tests of a class on one transport.
 */
@ParameterizedClass(name = "{0}")
@ValueSource(strings = {"nio", "netty"})
public abstract class OnBothTransports {
  @Parameter protected String transport;
}
