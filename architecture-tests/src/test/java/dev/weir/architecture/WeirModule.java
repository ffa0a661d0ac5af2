package dev.weir.architecture;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import java.net.URI;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The published modules, told apart by where their class files lie. */
enum WeirModule {
  API("server-api", "dev.weir.api"),
  CORE("server-core", "dev.weir.core"),
  NIO("transport-nio", "dev.weir.transport.nio"),
  NETTY("transport-netty", "dev.weir.transport.netty"),
  JSON("codec-json", "dev.weir.codec.json"),
  MIDDLEWARE("middleware", "dev.weir.middleware"),
  TESTKIT("testkit", "dev.weir.testkit");

  /** Every class of every module, read once. */
  static final JavaClasses CLASSES =
      new ClassFileImporter()
          .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
          .importPackages("dev.weir");

  private static final Pattern LOCATION = Pattern.compile("/([a-z-]+)/target/");

  final String folder;
  final String moduleName;

  WeirModule(String folder, String moduleName) {
    this.folder = folder;
    this.moduleName = moduleName;
  }

  boolean owns(JavaClass type) {
    return type.getBaseComponentType()
        .getSource()
        .map(source -> isIn(source.getUri()))
        .orElse(false);
  }

  private boolean isIn(URI uri) {
    Matcher location = LOCATION.matcher(uri.toString());
    String last = "";
    while (location.find()) {
      last = location.group(1);
    }
    return last.equals(folder);
  }

  List<JavaClass> classes() {
    return CLASSES.stream().filter(this::owns).toList();
  }

  DescribedPredicate<JavaClass> isOwner() {
    return DescribedPredicate.describe("are of " + folder, this::owns);
  }
}
