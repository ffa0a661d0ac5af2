/**
 * JSON bodies and frames, by Jackson. Lying on the class path is enough: the codec {@code "json"}
 * is found by itself, and reads and writes records, generic types, {@code Optional} and {@code
 * java.time}.
 *
 * <p>A program that is a named module opens the packages of its records to Jackson, which finds
 * their components by reflection:
 *
 * <pre>{@code
 * module com.example.shop {
 *   requires dev.weir.api;
 *   opens com.example.shop.orders to com.fasterxml.jackson.databind;
 * }
 * }</pre>
 */
@NullMarked
package dev.weir.codec.json;

import org.jspecify.annotations.NullMarked;
