package dev.weir.benchmarks.compare;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Servers that aren't Java: nginx where it is installed, hyper and Tokio where cargo can build
 * them.
 */
final class NativePeers {
  private static final Pattern VERSION = Pattern.compile("\\d+\\.\\d+\\.\\d+");

  private final List<Contestant> found = new ArrayList<>();
  private final List<String> missing = new ArrayList<>();

  /**
   * Looks for them.
   *
   * @param folder holds {@code rust/target/release/} and {@code rust/Cargo.lock} once the script
   *     has built them, and is where nginx may write
   */
  NativePeers(Path folder) throws IOException, InterruptedException {
    Optional<Path> nginx = Programs.find("nginx");
    if (nginx.isPresent()) {
      addNginx(nginx.get(), Files.createDirectories(folder.resolve("nginx")));
    } else {
      missing.add("nginx isn't installed (Debian: apt-get install nginx): left out");
    }
    Path rust = folder.resolve("rust");
    Path program = rust.resolve("release/weir-peers");
    if (Files.isExecutable(program)) {
      String lock = Files.readString(rust.resolve("Cargo.lock"));
      addRust(program, "hyper", crateVersion(lock, "hyper"), Set.of(Mode.h1));
      addRust(program, "tokio", crateVersion(lock, "tokio"), Set.of(Mode.tcp, Mode.udp));
    } else {
      missing.add(
          "hyper and tokio aren't built (they need cargo, and crates.io or Debian's"
              + " librust-hyper-dev and librust-tokio-dev): left out");
    }
  }

  private void addRust(Path program, String name, String version, Set<Mode> modes) {
    found.add(
        new Contestant(
            name,
            version,
            modes,
            (mode, port) -> List.of(program.toString(), Integer.toString(port), mode.toString())));
  }

  private void addNginx(Path program, Path folder) throws IOException, InterruptedException {
    Process process =
        new ProcessBuilder(program.toString(), "-v").redirectErrorStream(true).start();
    String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    process.waitFor();
    Matcher version = VERSION.matcher(said);
    found.add(
        new Contestant(
            "nginx",
            version.find() ? version.group() : "?",
            Set.of(Mode.h1),
            (mode, port) -> {
              Path file = folder.resolve("nginx-" + port + ".conf");
              try {
                Files.writeString(file, nginxConfiguration(folder, port));
              } catch (IOException e) {
                throw new UncheckedIOException("nginx's configuration can't be written", e);
              }
              return List.of(
                  program.toString(), "-c", file.toString(), "-e", folder + "/error.log");
            }));
  }

  /** Fixed answers, and none to /echo: its echo is a module that few have. */
  private static String nginxConfiguration(Path folder, int port) {
    return """
    worker_processes 1;
    worker_rlimit_nofile 19900;
    daemon off;
    pid @FOLDER@/nginx-@PORT@.pid;
    events { worker_connections 19800; multi_accept on; }
    http {
      access_log off;
      keepalive_requests 1000000000;
      keepalive_timeout 600s;
      client_body_temp_path @FOLDER@/body;
      proxy_temp_path @FOLDER@/proxy;
      fastcgi_temp_path @FOLDER@/fastcgi;
      uwsgi_temp_path @FOLDER@/uwsgi;
      scgi_temp_path @FOLDER@/scgi;
      server {
        listen 127.0.0.1:@PORT@ backlog=4096;
        location = /plaintext { default_type text/plain; return 200 'Hello, World!'; }
        location = /json {
          default_type application/json;
          return 200 '{"message":"Hello, World!"}';
        }
      }
    }
    """
        .replace("@FOLDER@", folder.toString())
        .replace("@PORT@", Integer.toString(port));
  }

  private static String crateVersion(String lock, String crate) {
    Matcher matcher =
        Pattern.compile("name = \"" + crate + "\"\\s+version = \"([^\"]+)\"").matcher(lock);
    return matcher.find() ? matcher.group(1) : "?";
  }

  List<Contestant> found() {
    return found;
  }

  List<String> missing() {
    return missing;
  }
}
