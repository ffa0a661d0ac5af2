package dev.weir.core.config;

/**
 * A value that somebody set.
 *
 * @param key the full key, or the variable's name in the environment
 * @param value the text
 * @param origin where it was set, in words
 */
record ConfigEntry(String key, String value, String origin) {}
