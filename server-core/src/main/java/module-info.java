/** The engines of Weir: server lifecycle, protocols, router, dispatch, limits. Found by {@link java.util.ServiceLoader}. */
module dev.weir.core {
  requires dev.weir.api;
  requires com.google.common;
  requires typesafe.config;
}
