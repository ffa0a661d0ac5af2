/**
 * Other people's servers, each as its own documentation would have it: GET /plaintext, GET /json,
 * POST /echo. The port is the first argument.
 */
@NullMarked
package dev.weir.benchmarks.peers;

import org.jspecify.annotations.NullMarked;
