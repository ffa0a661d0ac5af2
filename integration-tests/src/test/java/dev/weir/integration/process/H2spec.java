package dev.weir.integration.process;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.io.InputStream;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Objects;

/** The conformance suite for HTTP/2: a program that comes in a jar of Maven Central. */
public final class H2spec {
  private static final String ARCHIVE = "/h2spec/2.2.0/h2spec_linux_amd64.tar.gz";

  private H2spec() {}

  /** Runs all of it against a server, from a directory that it is unpacked to. */
  public static Child run(Path directory, InetSocketAddress server, String... options)
      throws IOException {
    assumeTrue(
        System.getProperty("os.name").equals("Linux")
            && System.getProperty("os.arch").equals("amd64"),
        "h2spec isn't there for this machine: not tested with it");
    Tools.assumeInstalled("tar");
    Path archive = directory.resolve("h2spec.tar.gz");
    try (InputStream packed = H2spec.class.getResourceAsStream(ARCHIVE)) {
      Files.copy(Objects.requireNonNull(packed, ARCHIVE), archive);
    }
    Tools.run("tar", "-xzf", archive.toString(), "-C", directory.toString()).close();
    String[] command = new String[5 + options.length];
    command[0] = directory.resolve("h2spec").toString();
    command[1] = "-h";
    command[2] = server.getAddress().getHostAddress();
    command[3] = "-p";
    command[4] = String.valueOf(server.getPort());
    System.arraycopy(options, 0, command, 5, options.length);
    return Tools.run(command);
  }
}
