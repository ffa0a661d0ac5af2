package dev.weir.architecture;

import static dev.weir.architecture.WeirModule.API;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClass;
import java.io.IOException;
import java.lang.module.ModuleDescriptor;
import java.lang.module.ModuleFinder;
import java.lang.module.ModuleReader;
import java.lang.module.ModuleReference;
import java.lang.reflect.Modifier;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** A star import of our packages never clashes with one of java.base. */
class ApiNamesTest {
  @Test
  void noPublicTypeSharesItsNameWithOneOfJavaBase() throws Exception {
    Set<String> taken = publicNamesOfJavaBase();
    assertThat(taken).contains("Path", "Buffer", "Channel", "Timer", "Provider");

    assertThat(
            API.classes().stream()
                .filter(Signatures::isVisible)
                .filter(type -> taken.contains(type.getSimpleName()))
                .map(JavaClass::getName))
        .isEmpty();
  }

  private static Set<String> publicNamesOfJavaBase() throws IOException {
    ModuleReference javaBase = ModuleFinder.ofSystem().find("java.base").orElseThrow();
    Set<String> exported =
        javaBase.descriptor().exports().stream()
            .filter(exports -> !exports.isQualified())
            .map(ModuleDescriptor.Exports::source)
            .collect(Collectors.toSet());
    try (ModuleReader reader = javaBase.open()) {
      return reader
          .list()
          .filter(name -> name.endsWith(".class") && !name.contains("$") && !name.contains("-"))
          .map(name -> name.substring(0, name.length() - ".class".length()).replace('/', '.'))
          .filter(name -> exported.contains(packageOf(name)))
          .filter(ApiNamesTest::isPublic)
          .map(name -> name.substring(name.lastIndexOf('.') + 1))
          .collect(Collectors.toSet());
    }
  }

  private static String packageOf(String name) {
    int dot = name.lastIndexOf('.');
    return dot < 0 ? "" : name.substring(0, dot);
  }

  private static boolean isPublic(String name) {
    try {
      return Modifier.isPublic(Class.forName(name, false, null).getModifiers());
    } catch (ClassNotFoundException e) {
      throw new AssertionError(e);
    }
  }
}
