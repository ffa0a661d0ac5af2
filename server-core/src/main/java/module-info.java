/**
 * The engines of Weir: server lifecycle, protocols, router, dispatch, limits. Found by {@link
 * java.util.ServiceLoader}.
 */
module dev.weir.core {
  requires dev.weir.api;
  requires com.google.common;
  requires typesafe.config;

  // sun.misc.Signal, by reflection: the second Ctrl-C.
  requires jdk.unsupported;

  uses dev.weir.codec.CodecProvider;
  uses dev.weir.middleware.MiddlewareProvider;
  uses dev.weir.spi.transport.TransportProvider;

  provides dev.weir.spi.ServerProvider with
      dev.weir.core.CoreServerProvider;
}
