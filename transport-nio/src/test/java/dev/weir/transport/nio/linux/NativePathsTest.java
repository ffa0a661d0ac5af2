package dev.weir.transport.nio.linux;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

final class NativePathsTest {
  @Test
  void aPathIsItsBytesAndTheOtherWayRound() {
    String path = "/srv/www/index.html";
    byte[] bytes = path.getBytes(StandardCharsets.US_ASCII);
    assertThat(NativePaths.encode(path)).isEqualTo(bytes);
    assertThat(NativePaths.decode(bytes)).isEqualTo(Path.of(path));
  }

  @Test
  void aTextThatDoesNotTellItsBytesIsNotTakenForThem() {
    assertThat(NativePaths.encode("/srv/\ufffd")).as("bytes that weren't readable").isNull();
    assertThat(NativePaths.encode("/srv/\ud800")).as("half a character").isNull();
  }
}
