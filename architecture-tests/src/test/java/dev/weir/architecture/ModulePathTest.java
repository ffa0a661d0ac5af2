package dev.weir.architecture;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.File;
import java.lang.module.Configuration;
import java.lang.module.ModuleDescriptor;
import java.lang.module.ModuleFinder;
import java.lang.module.ResolvedModule;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/**
 * The modules are real ones, and all of them together resolve: nothing missing, no package split.
 */
class ModulePathTest {
  private static final ModuleFinder CLASS_PATH =
      ModuleFinder.of(
          Arrays.stream(System.getProperty("java.class.path").split(File.pathSeparator))
              .map(Path::of)
              .filter(Files::exists)
              .filter(path -> !path.endsWith("test-classes"))
              .toArray(Path[]::new));

  private static final Set<String> OURS =
      Arrays.stream(WeirModule.values()).map(m -> m.moduleName).collect(Collectors.toSet());

  @Test
  void everyModuleHasADescriptor() {
    assertThat(OURS)
        .allSatisfy(name ->
            assertThat(CLASS_PATH.find(name))
                .hasValueSatisfying(
                    found -> assertThat(found.descriptor().isAutomatic()).isFalse()));
  }

  @Test
  void allModulesResolveTogether() {
    Configuration resolved =
        Configuration.resolve(
            CLASS_PATH, List.of(ModuleLayer.boot().configuration()), ModuleFinder.of(), OURS);
    assertThat(resolved.modules()).extracting(ResolvedModule::name).containsAll(OURS);
  }

  @Test
  void packagesAreExportedToAllOrToOurOwnModules() {
    assertThat(OURS)
        .flatMap(name -> CLASS_PATH.find(name).orElseThrow().descriptor().exports())
        .filteredOn(ModuleDescriptor.Exports::isQualified)
        .allSatisfy(exports -> assertThat(OURS).containsAll(exports.targets()));
  }
}
