package dev.weir.benchmarks.compare;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/** Everybody who can be started on this machine, and a line about each who can't. */
final class Contestants {
  private static final Set<Mode> ALL = Set.of(Mode.values());
  private static final Set<Mode> HTTP = Set.of(Mode.h1);
  private static final String PEERS = "dev.weir.benchmarks.peers.";
  private static final String JACKSON = "jackson-";

  /** What the examples run on, the transport apart. */
  private static final String WEIR =
      "weir-(?!transport)|jackson-|slf4j-|jspecify|config-|guava|failureaccess|commons-cli|picocli";

  private final Jvm jvm;
  private final List<Contestant> found = new ArrayList<>();
  private final List<String> missing = new ArrayList<>();

  Contestants(Jvm jvm, Path natives) throws IOException, InterruptedException {
    this.jvm = jvm;
    for (String transport : List.of("nio", "netty")) {
      for (String dispatch : List.of("loop", "virtual")) {
        weir("weir-" + transport + "-" + dispatch, transport, dispatch, List.of());
      }
    }
    weir("weir-io-uring-loop", "netty", "loop", List.of("-Dweir.transport.netty.native=io-uring"));
    peer("netty", "netty-codec-http", "NettyPeer", "netty-|" + JACKSON, ALL);
    peer("vertx", "vertx-core", "VertxPeer", "vertx-|netty-|" + JACKSON, HTTP);
    peer("activej", "activej-http", "ActivejPeer", "activej-|slf4j-api|" + JACKSON, HTTP);
    peer("microhttp", "microhttp", "MicrohttpPeer", "microhttp-|" + JACKSON, HTTP);
    peer(
        "undertow",
        "undertow-core",
        "UndertowPeer",
        "undertow-|xnio-|jboss-|wildfly-|smallrye-|" + JACKSON,
        HTTP);
    peer("helidon", "helidon-webserver", "HelidonPeer", "helidon-|jakarta|" + JACKSON, HTTP);
    peer("jetty", "jetty-server", "JettyPeer", "jetty-|slf4j-api|" + JACKSON, HTTP);
    found.add(
        new Contestant(
            "jdk",
            Runtime.version().toString(),
            HTTP,
            (mode, port) ->
                jvm.server(
                    List.of(), PEERS + "JdkPeer", JACKSON, List.of(Integer.toString(port)))));
    NativePeers installed = new NativePeers(natives);
    found.addAll(installed.found());
    missing.addAll(installed.missing());
  }

  /** The names of the jars that a program on Weir needs. */
  static String weirJars(String transport) {
    return WEIR + "|weir-transport-" + transport + (transport.equals("netty") ? "|netty-" : "");
  }

  private void weir(String name, String transport, String dispatch, List<String> flags) {
    String jars = weirJars(transport);
    found.add(
        new Contestant(
            name,
            jvm.version("weir-server-core"),
            ALL,
            (mode, port) ->
                jvm.server(
                    flags,
                    "dev.weir.examples.bench.Bench",
                    jars,
                    List.of("--port=" + port, "--mode=" + mode, "--dispatch=" + dispatch))));
  }

  private void peer(String name, String artifact, String main, String jars, Set<Mode> modes) {
    found.add(
        new Contestant(
            name,
            jvm.version(artifact),
            modes,
            (mode, port) ->
                jvm.server(
                    List.of(),
                    PEERS + main,
                    jars,
                    List.of(Integer.toString(port), mode.toString()))));
  }

  List<Contestant> found() {
    return List.copyOf(found);
  }

  /** One line for each that isn't there, saying what would bring it. */
  List<String> missing() {
    return List.copyOf(missing);
  }
}
