package dev.weir.integration.discovery;

import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Enumeration;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.jar.Attributes;
import java.util.jar.JarEntry;
import java.util.jar.JarFile;
import java.util.jar.JarOutputStream;
import java.util.jar.Manifest;
import java.util.stream.Stream;
import java.util.zip.Deflater;

/** Packs jars, and many into one as shading tools do that nobody told about service files. */
final class JarFiles {
  private static final String SERVICES = "META-INF/services/";

  private JarFiles() {}

  /** What becomes of service files. */
  enum Services {
    /** Of those that several jars have, the first stays. */
    FIRST_WINS,
    /** None stays. */
    LEFT_OUT
  }

  /** Packs a folder, and more files by their content. */
  static Path pack(Path folder, Path jar, Map<String, String> more) {
    try (JarOutputStream out = new JarOutputStream(Files.newOutputStream(jar));
        Stream<Path> files = Files.walk(folder)) {
      for (Path file : files.filter(Files::isRegularFile).toList()) {
        put(out, folder.relativize(file).toString(), Files.readAllBytes(file));
      }
      for (Map.Entry<String, String> file : more.entrySet()) {
        put(out, file.getKey(), file.getValue().getBytes(StandardCharsets.UTF_8));
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
    Set<String> names = new HashSet<>(Set.of(JarFile.MANIFEST_NAME));
    try (OutputStream file = Files.newOutputStream(target);
        JarOutputStream out = new JarOutputStream(file, manifest)) {
      out.setLevel(Deflater.NO_COMPRESSION);
      for (Path jar : jars) {
        try (JarFile source = new JarFile(jar.toFile())) {
          for (Enumeration<JarEntry> all = source.entries(); all.hasMoreElements(); ) {
            JarEntry entry = all.nextElement();
            String name = entry.getName();
            if (entry.isDirectory() || name.endsWith("module-info.class")) {
              continue; // there is one module or none in a jar: a fat jar belongs on the class path
            }
            boolean wanted = services == Services.FIRST_WINS || !name.startsWith(SERVICES);
            if (wanted && names.add(name)) {
              put(out, name, source.getInputStream(entry).readAllBytes());
            }
          }
        }
      }
      return target;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static void put(JarOutputStream out, String name, byte[] content) throws IOException {
    out.putNextEntry(new JarEntry(name));
    out.write(content);
    out.closeEntry();
  }
}
