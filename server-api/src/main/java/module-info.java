/**
 * Everything that user code and plugins compile against.
 *
 * <p>Three audiences, three groups of packages: users, plugin authors, and authors of the engines
 * underneath (the SPI).
 */
module dev.weir.api {
  requires transitive org.slf4j;
  requires static transitive org.jspecify;

  // User
  exports dev.weir;
  exports dev.weir.annotation;
  exports dev.weir.http;
  exports dev.weir.http.content;
  exports dev.weir.http.extract;
  exports dev.weir.tcp;
  exports dev.weir.tls;
  exports dev.weir.udp;
  exports dev.weir.websocket;

  // Plugin
  exports dev.weir.codec;
  exports dev.weir.config;
  exports dev.weir.middleware;

  // SPI
  exports dev.weir.spi;
  exports dev.weir.spi.protocol;
  exports dev.weir.spi.proxy;
  exports dev.weir.spi.tls;
  exports dev.weir.spi.transport;

  // The core's engines read lent arrays without a bounds and owner check per byte.
  exports dev.weir.internal to
      dev.weir.core;

  uses dev.weir.spi.ServerProvider;
}
