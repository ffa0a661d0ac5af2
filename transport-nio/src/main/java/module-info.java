/** TCP, Unix sockets, UDP and TLS on the JDK alone. */
module dev.weir.transport.nio {
  requires dev.weir.api;
}
