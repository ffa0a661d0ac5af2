import com.google.googlejavaformat.java.Main;
import java.io.IOException;
import java.io.InputStream;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/**
 * Runs google-java-format over every Java file of the tree: {@code check} names the files that are
 * not formatted, {@code write} formats them, {@code off} does nothing. The root pom starts it on
 * the JDK that the build has chosen, since the formatter can't parse a newer Java than the one it
 * runs on.
 */
final class Format {
  private static final Set<String> SKIPPED = Set.of("target", ".git", ".run", "node_modules");

  public static void main(String[] args) throws Exception {
    boolean write = args[0].equals("write");
    Path root = Path.of(args[1]);
    Path report = Path.of(args[2]);
    Files.deleteIfExists(report);
    if (args[0].equals("off")) {
      return;
    }
    List<String> command = new ArrayList<>();
    command.addAll(write ? List.of("--replace") : List.of("--dry-run", "--set-exit-if-changed"));
    int options = command.size();
    command.addAll(javaFiles(root));
    if (command.size() == options) {
      return;
    }

    StringWriter unformatted = new StringWriter();
    StringWriter errors = new StringWriter();
    int status;
    try (PrintWriter out = new PrintWriter(unformatted);
        PrintWriter err = new PrintWriter(errors)) {
      status =
          new Main(out, err, InputStream.nullInputStream()).format(command.toArray(String[]::new));
    }
    if (status == 0) {
      return;
    }
    List<String> names = unformatted.toString().lines().sorted().toList();
    if (errors.toString().isEmpty() && !names.isEmpty()) {
      System.err.println("Not formatted as google-java-format wants it:");
      names.forEach(name -> System.err.println("  " + root.relativize(Path.of(name))));
      Files.write(report, names);
      System.exit(3);
    }
    System.err.print(errors);
    System.exit(1);
  }

  private static List<String> javaFiles(Path root) {
    List<String> files = new ArrayList<>();
    try {
      Files.walkFileTree(
          root,
          new SimpleFileVisitor<>() {
            @Override
            public FileVisitResult preVisitDirectory(Path directory, BasicFileAttributes ignored) {
              boolean skipped = SKIPPED.contains(directory.getFileName().toString());
              return skipped ? FileVisitResult.SKIP_SUBTREE : FileVisitResult.CONTINUE;
            }

            @Override
            public FileVisitResult visitFile(Path file, BasicFileAttributes ignored) {
              if (file.toString().endsWith(".java")) {
                files.add(file.toString());
              }
              return FileVisitResult.CONTINUE;
            }
          });
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return files;
  }

  private Format() {}
}
