package app;

/** What is read and written as JSON. */
public record Greeting(String name, int times) {}
