package dev.weir.architecture;

import static dev.weir.architecture.WeirModule.API;
import static dev.weir.architecture.WeirModule.CORE;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClass;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Predicate;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** What users see is what is meant for users. */
class ApiSignaturesTest {
  private static final Set<String> USER_PACKAGES =
      Set.of(
          "dev.weir",
          "dev.weir.http",
          "dev.weir.http.extract",
          "dev.weir.tcp",
          "dev.weir.udp",
          "dev.weir.websocket");

  /** Where a user passes in a factory of the SPI, and what of it is so seen. */
  private static final Set<String> ALLOWED =
      Set.of(
          "ServerBuilder.transport: TransportProvider",
          "TcpDoor.protocol: Protocol",
          "Response.upgrade: UpgradeProtocol",
          "ResponseBody.Upgrade.<init>: UpgradeProtocol",
          "ResponseBody.Upgrade.protocol: UpgradeProtocol");

  @Test
  void userSignaturesNameNothingOfTheSpi() {
    Set<String> naming =
        naming(
            API.classes().stream().filter(t -> USER_PACKAGES.contains(t.getPackageName())),
            t -> t.getPackageName().startsWith("dev.weir.spi"));
    assertThat(naming).isSubsetOf(ALLOWED);
  }

  @Test
  void noSignatureNamesTheInternalPackage() {
    assertThat(
            naming(
                API.classes().stream().filter(t -> !isInternal(t)), ApiSignaturesTest::isInternal))
        .isEmpty();
  }

  @Test
  void noSignatureOfTheCoreNamesGuava() {
    assertThat(
            naming(
                CORE.classes().stream(), t -> t.getPackageName().startsWith("com.google.common")))
        .isEmpty();
  }

  private static boolean isInternal(JavaClass type) {
    return type.getPackageName().startsWith("dev.weir.internal");
  }

  /** The visible signatures of the given types that name a type they should not, with that type. */
  private static Set<String> naming(Stream<JavaClass> types, Predicate<JavaClass> forbidden) {
    List<String> found =
        types
            .filter(Signatures::isVisible)
            .flatMap(type -> Signatures.of(type).entrySet().stream())
            .flatMap(signature ->
                signature.getValue().stream()
                    .filter(forbidden)
                    .map(named -> signature.getKey() + ": " + named.getSimpleName()))
            .toList();
    return new TreeSet<>(found);
  }
}
