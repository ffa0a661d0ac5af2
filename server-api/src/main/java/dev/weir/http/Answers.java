package dev.weir.http;

import dev.weir.TypeOf;
import java.lang.reflect.ParameterizedType;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/** What a function answers, by the type that it declares. */
final class Answers {
  private Answers() {}

  /** What is encoded when a function declares {@code type}. */
  static TypeOf<?> answered(TypeOf<?> type) {
    TypeOf<?> answered = type;
    while (isWrapper(answered) && answered.type() instanceof ParameterizedType wrapper) {
      answered = TypeOf.ofType(wrapper.getActualTypeArguments()[0]);
    }
    return answered;
  }

  /** Whether a function that declares {@code type} may answer 404. */
  static boolean mayBeEmpty(TypeOf<?> type) {
    TypeOf<?> answered = type;
    while (isWrapper(answered) && answered.type() instanceof ParameterizedType wrapper) {
      if (answered.rawClass() == Optional.class) {
        return true;
      }
      answered = TypeOf.ofType(wrapper.getActualTypeArguments()[0]);
    }
    return false;
  }

  private static boolean isWrapper(TypeOf<?> type) {
    Class<?> raw = type.rawClass();
    return raw == Optional.class || raw == CompletionStage.class || raw == CompletableFuture.class;
  }
}
