package dev.weir.spi;

import dev.weir.annotation.Stable;

/** The contract between the core and its plugins. */
@Stable
public final class Contract {
  /**
   * The version of the contract in this API. A compile-time constant, so that it stays in a
   * plugin's class file as what the plugin was built against.
   */
  public static final int VERSION = 1;

  private Contract() {}
}
