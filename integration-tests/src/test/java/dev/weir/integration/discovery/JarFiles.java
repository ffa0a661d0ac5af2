package dev.weir.integration.discovery;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.jar.Attributes;
import java.util.jar.JarEntry;
import java.util.jar.JarFile;
import java.util.jar.JarOutputStream;
import java.util.jar.Manifest;
import java.util.stream.Stream;
import java.util.zip.Deflater;

/** Packs jars, and many into one as shading tools do, whether or not told about service files. */
final class JarFiles {
  private static final String SERVICES = "META-INF/services/";

  private JarFiles() {}

  /** What becomes of service files. */
  enum Services {
    /** All that any jar names stay, in one file per service. */
    MERGED,
    /** Of those that several jars have, the first stays. */
    FIRST_WINS,
    /** None stays. */
    LEFT_OUT
  }

  /** Packs the files of a folder, and more by their content. */
  static Path pack(Path folder, Path jar, Map<String, String> more) {
    try (JarOutputStream out = new JarOutputStream(Files.newOutputStream(jar));
        Stream<Path> files = Files.walk(folder)) {
      for (Path file : files.filter(Files::isRegularFile).toList()) {
        put(out, folder.relativize(file).toString(), Files.readAllBytes(file));
      }
      for (Map.Entry<String, String> file : more.entrySet()) {
        put(out, file.getKey(), file.getValue().getBytes(UTF_8));
      }
      return jar;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** One jar with the content of all, for {@code java -jar}; of what is there twice, the first. */
  static Path fat(List<Path> jars, Path target, String mainClass, Services services) {
    Manifest manifest = new Manifest();
    manifest.getMainAttributes().put(Attributes.Name.MANIFEST_VERSION, "1.0");
    manifest.getMainAttributes().put(Attributes.Name.MAIN_CLASS, mainClass);
    manifest.getMainAttributes().put(Attributes.Name.MULTI_RELEASE, "true");
    try (OutputStream file = new BufferedOutputStream(Files.newOutputStream(target), 1 << 16);
        JarOutputStream out = new JarOutputStream(file, manifest)) {
      out.setLevel(Deflater.NO_COMPRESSION);
      for (Map.Entry<String, byte[]> entry : content(jars, services).entrySet()) {
        put(out, entry.getKey(), entry.getValue());
      }
      return target;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static Map<String, byte[]> content(List<Path> jars, Services services)
      throws IOException {
    Map<String, byte[]> content = new LinkedHashMap<>();
    for (Path jar : jars) {
      try (JarFile source = new JarFile(jar.toFile())) {
        for (JarEntry entry : Collections.list(source.entries())) {
          if (belongsInto(entry, services)) {
            byte[] bytes = source.getInputStream(entry).readAllBytes();
            boolean merged = isServiceFile(entry) && services == Services.MERGED;
            content.merge(
                entry.getName(), bytes, (first, more) -> merged ? lines(first, more) : first);
          }
        }
      }
    }
    return content;
  }

  private static boolean belongsInto(JarEntry entry, Services services) {
    return !entry.isDirectory()
        && !entry.getName().equals(JarFile.MANIFEST_NAME)
        // There is one module or none in a jar: a fat jar belongs on the class path.
        && !entry.getName().endsWith("module-info.class")
        && !(isServiceFile(entry) && services == Services.LEFT_OUT);
  }

  private static boolean isServiceFile(JarEntry entry) {
    return entry.getName().startsWith(SERVICES);
  }

  private static byte[] lines(byte[] first, byte[] more) {
    return (new String(first, UTF_8) + "\n" + new String(more, UTF_8)).getBytes(UTF_8);
  }

  private static void put(JarOutputStream out, String name, byte[] content) throws IOException {
    out.putNextEntry(new JarEntry(name));
    out.write(content);
    out.closeEntry();
  }
}
