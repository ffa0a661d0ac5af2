package dev.weir.core.config;

import static org.assertj.core.api.Assertions.assertThat;

import com.typesafe.config.ConfigFactory;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class OverwrittenTest {
  @ParameterizedTest
  @ValueSource(
      strings = {
        "weir.transport = nio\nweir.transport.netty.native = epoll",
        "weir.transport.netty.native = epoll\nweir.transport = nio",
        "weir { transport = nio, limits { max-body = 1 } }\nweir { transport { nio.loops = 2 } }",
        "weir { transport { nio { loops = 2 } } }\nweir { transport = nio }",
        "weir { transport = nio\n transport { nio { loops = 2 } } }",
        "# the transport\nweir { transport = nio # the transport\n transport.nio.loops = 2 }",
        "{\"weir\":{\"transport\":\"nio\",\"transport\":{\"nio\":{\"loops\":2}}}}",
        "weir.transport = ${T}\nweir.transport.nio.loops = 2\nT = nio",
        "weir.transport = nio\nweir.transport = {}",
        "weir.transport.nio.loops = 2\nweir.transport = [nio]",
      })
  void aValueAndKeysBelowItLoseOneOfThem(String text) {
    assertThat(isLost(text)).isTrue();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "weir.transport = nio",
        "weir.transport = nio\nweir.transport = netty",
        "weir.transport { use = nio, nio.loops = 2 }\nweir.transport.nio.loops = 3",
        "\"weir.transport\" = nio\nweir.transport.nio.loops = 2",
        "transport = nio\ntransport.nio.loops = 2",
        "weir.transport.nio.name = \"\"\"a { transport\n} transport = b\"\"\"",
        "a = [ { transport = 1 }, { transport.b = 2 } ]\nweir.transport = nio",
        "weir.transport = null\nweir.transport.nio.loops = 2",
      })
  void whatLosesNothingIsTaken(String text) {
    assertThat(isLost(text)).isFalse();
  }

  private static boolean isLost(String text) {
    return Overwritten.isIn(text, ConfigFactory.parseString(text).resolve(), "weir.transport");
  }
}
