package dev.weir.examples.rest;

/** What a client sends to place an order. */
public record NewOrder(String item, int quantity) {}
