package dev.weir.spi.tls;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLParameters;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;

class ClientHelloTest {
  private static byte[] helloOffering(String... protocols) throws Exception {
    SSLContext context = SSLContext.getInstance("TLS");
    context.init(null, null, null);
    SSLEngine client = context.createSSLEngine("localhost", 443);
    client.setUseClientMode(true);
    SSLParameters parameters = client.getSSLParameters();
    parameters.setApplicationProtocols(protocols);
    client.setSSLParameters(parameters);
    ByteBuffer record = ByteBuffer.allocate(1 << 15);
    client.wrap(ByteBuffer.allocate(0), record);
    return Arrays.copyOf(record.array(), record.position());
  }

  @Test
  void whatIsOfferedIsComparedWithWhatIsSpoken() throws Exception {
    byte[] hello = helloOffering("h2", "http/1.1");

    assertThat(ClientHello.wantsOthersThan(List.of("http/1.1"), hello)).isFalse();
    assertThat(ClientHello.wantsOthersThan(List.of("h3", "h2"), hello)).isFalse();
    assertThat(ClientHello.wantsOthersThan(List.of("h3"), hello)).isTrue();
  }

  @Test
  void whoOffersNothingWantsNothingElse() throws Exception {
    assertThat(ClientHello.wantsOthersThan(List.of("h2"), helloOffering())).isFalse();
  }

  @Property(tries = 2_000)
  void whateverIsDamagedThrowsNothing(
      @ForAll long seed, @ForAll @IntRange(min = 0, max = 20) int changes) throws Exception {
    Random random = new Random(seed);
    byte[] hello = HELLO.clone();
    for (int i = 0; i < changes; i++) {
      hello[random.nextInt(hello.length)] = (byte) random.nextInt();
    }
    byte[] cut = Arrays.copyOf(hello, 5 + random.nextInt(hello.length - 4));

    boolean refused = ClientHello.wantsOthersThan(List.of("h2"), cut);

    assertThat(refused && changes == 0)
        .as("a whole one offers h2, and a part is no judge")
        .isFalse();
  }

  private static final byte[] HELLO = hello();

  private static byte[] hello() {
    try {
      return helloOffering("h2", "http/1.1");
    } catch (Exception e) {
      throw new AssertionError(e);
    }
  }
}
