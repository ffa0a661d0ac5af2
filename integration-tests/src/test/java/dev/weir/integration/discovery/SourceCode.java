package dev.weir.integration.discovery;

import dev.weir.integration.process.Jars;
import java.io.File;
import java.io.IOException;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import javax.tools.JavaCompiler;
import javax.tools.JavaFileObject;
import javax.tools.SimpleJavaFileObject;
import javax.tools.StandardJavaFileManager;
import javax.tools.ToolProvider;

/** Makes other people's plugins from their source: compiled against the API alone. */
final class SourceCode {
  private SourceCode() {}

  /** Compiles one class. */
  private static void compile(String className, String source, Path target) throws IOException {
    URI name = URI.create("memory:///" + className.replace('.', '/') + ".java");
    JavaFileObject file =
        new SimpleJavaFileObject(name, JavaFileObject.Kind.SOURCE) {
          @Override
          public CharSequence getCharContent(boolean ignoreEncodingErrors) {
            return source;
          }
        };
    JavaCompiler javac = ToolProvider.getSystemJavaCompiler();
    StringWriter said = new StringWriter();
    try (StandardJavaFileManager manager = javac.getStandardFileManager(null, null, null)) {
      List<String> options =
          List.of("-d", target.toString(), "-cp", api(), "-proc:none", "-implicit:none");
      if (!javac.getTask(said, manager, null, options, null, List.of(file)).call()) {
        throw new AssertionError(said);
      }
    }
  }

  /** The API and what its signatures show of others. */
  private static String api() {
    return Stream.of("weir-server-api", "slf4j-api")
        .map(artifact -> Jars.named(Jars.common(), artifact).toString())
        .collect(Collectors.joining(File.pathSeparator));
  }

  /** A jar of one plugin: a class, and the service file that names it. */
  static Path pluginJar(Path jar, Class<?> service, String className, String source) {
    try {
      Path classes = Files.createTempDirectory(jar.getParent(), "classes");
      compile(className, source, classes);
      JarFiles.pack(classes, jar, Map.of("META-INF/services/" + service.getName(), className));
      return jar;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
