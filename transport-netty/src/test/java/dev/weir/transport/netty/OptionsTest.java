package dev.weir.transport.netty;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.netty.channel.ChannelOption;
import io.netty.channel.socket.nio.NioServerSocketChannel;
import java.io.IOException;
import org.junit.jupiter.api.Test;

class OptionsTest {
  @Test
  void anOptionThatTheChannelDoesNotHaveIsNamed() throws Exception {
    NioServerSocketChannel channel = new NioServerSocketChannel();
    try {
      assertThatThrownBy(() -> Options.set(channel.config(), ChannelOption.TCP_NODELAY, true))
          .isInstanceOf(IOException.class)
          .hasMessageContaining("TCP_NODELAY");
    } finally {
      channel.unsafe().closeForcibly();
    }
  }

  @Test
  void anOptionThatTheSystemRefusesIsNamed() throws Exception {
    NioServerSocketChannel channel = new NioServerSocketChannel();
    channel.unsafe().closeForcibly();
    assertThatThrownBy(() -> Options.set(channel.config(), ChannelOption.SO_REUSEADDR, true))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("SO_REUSEADDR")
        .hasRootCauseInstanceOf(IOException.class);
  }
}
