package dev.weir.integration.discovery;

import dev.weir.integration.process.Jars;
import java.io.File;
import java.io.IOException;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.file.FileSystem;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import javax.tools.JavaCompiler;
import javax.tools.JavaFileObject;
import javax.tools.SimpleJavaFileObject;
import javax.tools.StandardJavaFileManager;
import javax.tools.ToolProvider;

/** Makes other people's plugins from their source: compiled against the API alone. */
final class SourceCode {
  /** Many tests, started in three ways, want the same few plugins. */
  private static final Map<Content, byte[]> PACKED = new ConcurrentHashMap<>();

  private static final String SERVICES = "META-INF/services/";

  private SourceCode() {}

  /**
   * A jar of one plugin, in a package of its own. It is a module that provides the plugin, and has
   * the service file that names it where it isn't used as one.
   */
  static Path pluginJar(Path jar, Class<?> service, String className, String source) {
    return pack(
        jar,
        List.of(new Source(className, source), module(service, className)),
        Map.of(SERVICES + service.getName(), className));
  }

  /** A jar of one plugin that is a module, and nothing but that. */
  static Path pluginModule(Path jar, Class<?> service, String className, String source) {
    return pack(jar, List.of(new Source(className, source), module(service, className)), Map.of());
  }

  /** A jar of one plugin by somebody who doesn't know of modules. */
  static Path plainPluginJar(Path jar, Class<?> service, String className, String source) {
    return pack(
        jar,
        List.of(new Source(className, source)),
        Map.of(SERVICES + service.getName(), className));
  }

  /** Takes the plugin's class out of a jar. */
  static Path loseClass(Path jar, String className) {
    try (FileSystem files = FileSystems.newFileSystem(jar)) {
      Path lost = files.getPath(className.replace('.', '/') + ".class");
      Files.writeString(lost.resolveSibling("left-over.txt"), "without it there is no package");
      Files.delete(lost);
      return jar;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static Path pack(Path jar, List<Source> sources, Map<String, String> files) {
    try {
      byte[] packed = PACKED.computeIfAbsent(new Content(sources, files), SourceCode::packed);
      return Files.write(jar, packed);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static byte[] packed(Content content) {
    try {
      Path folder = Files.createTempDirectory("plugin");
      try {
        Path classes = Files.createDirectory(folder.resolve("classes"));
        compile(content.sources(), classes);
        return Files.readAllBytes(
            JarFiles.pack(classes, folder.resolve("plugin.jar"), content.files()));
      } finally {
        try (Stream<Path> left = Files.walk(folder)) {
          left.sorted(Comparator.reverseOrder()).map(Path::toFile).forEach(File::delete);
        }
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static Source module(Class<?> service, String className) {
    return new Source(
        "module-info",
        """
        module %s {
          requires dev.weir.api;
          provides %s with %s;
        }
        """
            .formatted(
                className.substring(0, className.lastIndexOf('.')), service.getName(), className));
  }

  private static void compile(List<Source> sources, Path target) throws IOException {
    JavaCompiler javac = ToolProvider.getSystemJavaCompiler();
    StringWriter said = new StringWriter();
    boolean module = sources.size() > 1;
    List<JavaFileObject> files = sources.stream().map(Source::file).toList();
    String path = module ? "--module-path" : "-cp";
    try (StandardJavaFileManager manager = javac.getStandardFileManager(null, null, null)) {
      List<String> options =
          List.of("-d", target.toString(), path, api(), "-proc:none", "-implicit:none");
      if (!javac.getTask(said, manager, null, options, null, files).call()) {
        throw new AssertionError(said);
      }
    }
  }

  /** The API and what its signatures show of others. */
  private static String api() {
    return Stream.of("weir-server-api", "slf4j-api", "jspecify")
        .map(artifact -> Jars.named(Jars.common(), artifact).toString())
        .collect(Collectors.joining(File.pathSeparator));
  }

  private record Content(List<Source> sources, Map<String, String> files) {}

  private record Source(String className, String text) {
    JavaFileObject file() {
      URI name = URI.create("memory:///" + className.replace('.', '/') + ".java");
      return new SimpleJavaFileObject(name, JavaFileObject.Kind.SOURCE) {
        @Override
        public CharSequence getCharContent(boolean ignoreEncodingErrors) {
          return text;
        }
      };
    }
  }
}
