package dev.weir.integration.discovery;

import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.integration.process.Jars;
import dev.weir.integration.process.Jvm;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

/** What is missing is said at start, with what to add. */
@ParameterizedClass
@EnumSource(WayToStart.class)
class MissingPartsIT {
  @Parameter private WayToStart way;
  @TempDir private Path folder;

  @Test
  void withoutACoreItNamesTheArtifact() {
    List<Path> jars = Jars.without(Jars.server("nio"), "weir-server-core");
    assertThat(way.refusal(new Jvm(), jars, folder)).contains("dev.weir:weir-server-core");
  }

  @Test
  void withoutATransportItNamesTheArtifacts() {
    assertThat(way.refusal(new Jvm(), Jars.common(), folder))
        .contains("dev.weir:weir-transport-nio")
        .contains("dev.weir:weir-transport-netty");
  }

  @Test
  void withoutACodecItNamesTheRouteThatWantsOne() {
    List<Path> jars = Jars.without(Jars.server("nio"), "weir-codec-json");
    assertThat(way.refusal(new Jvm(), jars, folder)).contains("/greet").contains("Greeting");
  }
}
