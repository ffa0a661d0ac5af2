package dev.weir.architecture;

import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;
import static dev.weir.architecture.WeirModule.API;
import static dev.weir.architecture.WeirModule.CLASSES;
import static dev.weir.architecture.WeirModule.CORE;
import static dev.weir.architecture.WeirModule.JSON;
import static dev.weir.architecture.WeirModule.MIDDLEWARE;
import static dev.weir.architecture.WeirModule.NETTY;
import static dev.weir.architecture.WeirModule.NIO;
import static dev.weir.architecture.WeirModule.TESTKIT;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaClass;
import org.junit.jupiter.api.Test;

/** Arrows between modules run one way: towards the API. */
class ModuleArrowsTest {
  // Annotations that stay in the class file count as dependencies too, so JSpecify is in all lists.
  private static final DescribedPredicate<JavaClass> COMMON =
      resideInAnyPackage("java..", "javax..", "org.slf4j..", "org.jspecify..");

  @Test
  void apiDependsOnNothingButTheJdkSlf4jAndJSpecify() {
    onlyDependsOn(API, COMMON);
  }

  @Test
  void coreDependsOnTheApiGuavaAndTheConfigLibrary() {
    onlyDependsOn(
        CORE,
        COMMON
            .or(API.isOwner())
            .or(resideInAnyPackage("com.google.common..", "com.typesafe.config..")));
  }

  @Test
  void nioDependsOnTheApiAlone() {
    onlyDependsOn(NIO, COMMON.or(API.isOwner()));
  }

  @Test
  void nettyDependsOnTheApiAndNetty() {
    onlyDependsOn(NETTY, COMMON.or(API.isOwner()).or(resideInAnyPackage("io.netty..")));
  }

  @Test
  void jsonDependsOnTheApiAndJackson() {
    onlyDependsOn(JSON, COMMON.or(API.isOwner()).or(resideInAnyPackage("com.fasterxml.jackson..")));
  }

  @Test
  void middlewareDependsOnNoOtherModuleThanTheApi() {
    classes()
        .that(MIDDLEWARE.isOwner())
        .should()
        .onlyDependOnClassesThat(
            resideInAnyPackage("dev.weir..")
                .negate()
                .or(MIDDLEWARE.isOwner())
                .or(API.isOwner())
                .as("are of no module but middleware and server-api"))
        .allowEmptyShould(true)
        .check(CLASSES);
  }

  @Test
  void testkitDependsOnTheApiAndJUnit() {
    onlyDependsOn(
        TESTKIT,
        COMMON
            .or(API.isOwner())
            .or(resideInAnyPackage("org.junit..", "org.opentest4j..", "org.apiguardian..")));
  }

  @Test
  void theInternalPackageOfTheApiIsForTheCoreAlone() {
    noClasses()
        .that(API.isOwner().negate().and(CORE.isOwner().negate()))
        .should()
        .dependOnClassesThat(resideInAnyPackage("dev.weir.internal.."))
        .check(CLASSES);
  }

  @Test
  void packagesOfTheEnginesHaveNoCycles() {
    slices()
        .matching("dev.weir.core.(**)")
        .should()
        .beFreeOfCycles()
        .allowEmptyShould(true)
        .check(CLASSES);
  }

  private static void onlyDependsOn(WeirModule module, DescribedPredicate<JavaClass> others) {
    classes()
        .that(module.isOwner())
        .should()
        .onlyDependOnClassesThat(module.isOwner().or(others).as("are allowed to " + module.folder))
        .allowEmptyShould(true)
        .check(CLASSES);
  }
}
