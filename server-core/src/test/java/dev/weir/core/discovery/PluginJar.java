package dev.weir.core.discovery;

import dev.weir.Server;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.MalformedURLException;
import java.net.URI;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Enumeration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import javax.tools.JavaCompiler;
import javax.tools.ToolProvider;
import org.jspecify.annotations.NullMarked;
import org.slf4j.Logger;

/** Builds jars of plugins as others would, from sources, with their service files. */
public final class PluginJar {
  private final Path folder;
  private final Map<String, String> sources = new LinkedHashMap<>();
  private final Map<String, List<String>> services = new LinkedHashMap<>();
  private final List<String> dropped = new ArrayList<>();

  public PluginJar(Path folder) {
    this.folder = folder;
  }

  /** A transport whose methods are given by {@code body}, over defaults that do nothing. */
  public PluginJar transport(String className, String name, String body) {
    return source(className, transportSource(className, name, body))
        .service("dev.weir.spi.transport.TransportProvider", className);
  }

  private static String transportSource(String className, String name, String body) {
    String version =
        body.contains("contractVersion")
            ? ""
            : "public int contractVersion() { return dev.weir.spi.Contract.VERSION; }";
    String create =
        body.contains(" create(")
            ? ""
            : """
            public dev.weir.spi.transport.Transport create(
                dev.weir.config.Settings settings, dev.weir.Limits limits) {
              throw new UnsupportedOperationException("not for use");
            }
            """;
    return """
    public class %s implements dev.weir.spi.transport.TransportProvider {
      public String name() { return "%s"; }
      %s
      %s
      %s
    }
    """
        .formatted(className, name, version, create, body);
  }

  public PluginJar source(String className, String source) {
    sources.put(className, source);
    return this;
  }

  public PluginJar service(String service, String className) {
    services.computeIfAbsent(service, absent -> new ArrayList<>()).add(className);
    return this;
  }

  /** Leaves a class out of the jar, although others were compiled against it. */
  public PluginJar without(String className) {
    dropped.add(className);
    return this;
  }

  public Path build(String jarName) {
    try {
      Path classes = Files.createTempDirectory(folder, "classes");
      compile(classes);
      Path jar = folder.resolve(jarName);
      try (OutputStream out = Files.newOutputStream(jar);
          ZipOutputStream zip = new ZipOutputStream(out)) {
        try (Stream<Path> files = Files.list(classes)) {
          for (Path file : files.sorted().toList()) {
            String entry = file.getFileName().toString();
            if (!dropped.contains(entry.replace(".class", ""))) {
              write(zip, entry, Files.readAllBytes(file));
            }
          }
        }
        for (Map.Entry<String, List<String>> service : services.entrySet()) {
          write(
              zip,
              "META-INF/services/" + service.getKey(),
              ("# providers\n" + String.join("\n", service.getValue()) + "\n")
                  .getBytes(StandardCharsets.UTF_8));
        }
      }
      return jar;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private void compile(Path classes) throws IOException {
    if (sources.isEmpty()) {
      return;
    }
    Path sourceFolder = Files.createTempDirectory(folder, "sources");
    List<String> arguments =
        new ArrayList<>(
            List.of(
                "-proc:none",
                "-d",
                classes.toString(),
                "-cp",
                String.join(
                    System.getProperty("path.separator"),
                    Stream.of(Server.class, Logger.class, NullMarked.class)
                        .map(PluginJar::location)
                        .toList())));
    for (Map.Entry<String, String> source : sources.entrySet()) {
      Path file = sourceFolder.resolve(source.getKey() + ".java");
      arguments.add(Files.writeString(file, source.getValue()).toString());
    }
    JavaCompiler compiler = ToolProvider.getSystemJavaCompiler();
    int status = compiler.run(null, null, null, arguments.toArray(String[]::new));
    if (status != 0) {
      throw new IllegalStateException("The plugin's sources don't compile: " + sources);
    }
  }

  private static String location(Class<?> type) {
    try {
      return Path.of(type.getProtectionDomain().getCodeSource().getLocation().toURI()).toString();
    } catch (java.net.URISyntaxException e) {
      throw new IllegalStateException(e);
    }
  }

  private static void write(ZipOutputStream zip, String name, byte[] bytes) throws IOException {
    zip.putNextEntry(new ZipEntry(name));
    zip.write(bytes);
    zip.closeEntry();
  }

  /** A class loader that sees these plugins and none of those that the tests' class path holds. */
  public static URLClassLoader loader(Path... jars) {
    URL[] urls =
        Stream.of(jars)
            .map(jar -> {
              try {
                return URI.create(jar.toUri().toString()).toURL();
              } catch (MalformedURLException e) {
                throw new IllegalStateException(e);
              }
            })
            .toArray(URL[]::new);
    return new URLClassLoader(urls, new WithoutPlugins());
  }

  private static final class WithoutPlugins extends ClassLoader {
    WithoutPlugins() {
      super(PluginJar.class.getClassLoader());
    }

    @Override
    public Enumeration<URL> getResources(String name) throws IOException {
      boolean plugins =
          name.startsWith("META-INF/services/dev.weir.") && !name.endsWith(".ServerProvider");
      return plugins ? Collections.emptyEnumeration() : super.getResources(name);
    }
  }
}
