package dev.weir.architecture;

import static dev.weir.architecture.WeirModule.API;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaModifier;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** Every public type says how stable it is, and every package that it is null-marked. */
class MarksTest {
  private static final List<String> STABILITY =
      List.of(
          "dev.weir.annotation.Stable",
          "dev.weir.annotation.Preview",
          "dev.weir.annotation.Internal");

  @Test
  void everyPublicTypeOfTheApiHasExactlyOneStabilityMark() {
    assertThat(
            API.classes().stream()
                .filter(Signatures::isVisible)
                .filter(type -> type.getEnclosingClass().isEmpty())
                .filter(type -> marks(type) != 1)
                .map(type -> type.getName() + " has " + marks(type)))
        .isEmpty();
  }

  @Test
  void aNestedTypeMayHaveAMarkOfItsOwnButNotTwo() {
    assertThat(
            API.classes().stream()
                .filter(type -> type.getEnclosingClass().isPresent())
                .filter(type -> marks(type) > 1)
                .map(JavaClass::getName))
        .isEmpty();
  }

  @Test
  void everyPackageIsNullMarked() {
    Set<String> packages =
        Arrays.stream(WeirModule.values())
            .flatMap(module -> module.classes().stream())
            .filter(type -> !type.getModifiers().contains(JavaModifier.SYNTHETIC))
            .map(JavaClass::getPackageName)
            .collect(Collectors.toCollection(TreeSet::new));
    Set<String> marked =
        WeirModule.CLASSES.stream()
            .filter(type -> type.getSimpleName().equals("package-info"))
            .filter(type -> type.isAnnotatedWith("org.jspecify.annotations.NullMarked"))
            .map(JavaClass::getPackageName)
            .collect(Collectors.toSet());
    packages.removeAll(marked);
    assertThat(packages).as("packages without @NullMarked in a package-info.java").isEmpty();
  }

  private static long marks(JavaClass type) {
    return STABILITY.stream().filter(type::isAnnotatedWith).count();
  }
}
