package dev.weir.transport.nio;

/** Tells a selector that returns again and again for no reason from one that does so once. */
final class SpinGuard {
  private static final int PATIENCE = 512;

  private int inSequence;

  /**
   * Notes a return of the selector.
   *
   * @param forNothing whether it was early, with nothing selected and nobody having woken it
   * @return whether that has happened too often in sequence; then it counts anew
   */
  boolean spins(boolean forNothing) {
    inSequence = forNothing ? inSequence + 1 : 0;
    if (inSequence < PATIENCE) {
      return false;
    }
    inSequence = 0;
    return true;
  }
}
