package dev.weir.core.http1;

import java.nio.charset.StandardCharsets;
import java.util.Random;
import java.util.SplittableRandom;
import java.util.function.Consumer;
import java.util.function.Function;

/**
 * Inputs for proofs of a fast parser by a slow one: valid, and mutated. Some ten thousand in the
 * build; {@code -Dproof.inputs=5000000} takes as many, {@code -Dproof.seed} those of one failure.
 */
final class GeneratedInputs {
  private static final String INTERESTING = "\r\n\t :;\"\\\0/#*%[]\177\200\377AZaz09gG+-,=HTP1.";

  /** So many of one valid input, itself included. */
  private static final int OF_EACH = 20;

  private GeneratedInputs() {}

  /** One of them, and what may be random about how it is fed. */
  record Input(byte[] bytes, Random random, String text) {}

  /**
   * Generates inputs and has each checked. Those of a failure are found again by the seed in its
   * message.
   *
   * @param valid makes a valid one
   */
  static void checkEach(int inBuild, Function<Random, String> valid, Consumer<Input> check) {
    Long known = Long.getLong("proof.seed");
    long count = known != null ? 1 : Long.getLong("proof.inputs", inBuild);
    SplittableRandom seeds = new SplittableRandom();
    for (long done = 0; done < count; done += OF_EACH) {
      long seed = known != null ? known : seeds.nextLong();
      try {
        checkOne(seed, valid, check);
      } catch (AssertionError | RuntimeException e) {
        throw new AssertionError("With -Dproof.seed=" + seed + ": " + e.getMessage(), e);
      }
    }
  }

  private static void checkOne(long seed, Function<Random, String> valid, Consumer<Input> check) {
    Random random = new Random(seed);
    String text = valid.apply(random);
    for (int i = 0; i < OF_EACH; i++) {
      String one = i == 0 ? text : mutated(text, random);
      check.accept(new Input(one.getBytes(StandardCharsets.ISO_8859_1), random, one));
    }
  }

  static String pick(Random random, String... choices) {
    return choices[random.nextInt(choices.length)];
  }

  /** One to three characters changed, inserted or removed, mostly to such as mean something. */
  static String mutated(String valid, Random random) {
    StringBuilder text = new StringBuilder(valid);
    for (int i = 1 + random.nextInt(3); i > 0 && !text.isEmpty(); i--) {
      int at = random.nextInt(text.length());
      char c = INTERESTING.charAt(random.nextInt(INTERESTING.length()));
      switch (random.nextInt(3)) {
        case 0 -> text.setCharAt(at, c);
        case 1 -> text.insert(at, c);
        default -> text.deleteCharAt(at);
      }
    }
    return text.toString();
  }
}
