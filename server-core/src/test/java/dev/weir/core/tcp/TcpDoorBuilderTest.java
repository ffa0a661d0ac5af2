package dev.weir.core.tcp;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.weir.Dispatch;
import dev.weir.Limits;
import dev.weir.StartException;
import dev.weir.middleware.Middleware;
import dev.weir.spi.protocol.Protocol;
import dev.weir.spi.protocol.ProtocolSetup;
import dev.weir.tcp.Framing;
import dev.weir.tcp.Session;
import org.junit.jupiter.api.Test;

class TcpDoorBuilderTest {
  private final TcpDoorBuilder door = new TcpDoorBuilder("chat");

  @Test
  void aDoorThatDoesNothingStopsTheStart() {
    assertThatThrownBy(door::protocol)
        .isInstanceOf(StartException.class)
        .hasMessageContaining("Door chat does nothing")
        .hasMessageContaining("frames()");
  }

  @Test
  void twoWaysStopTheStartAndAreBothNamed() {
    door.frames(Framing.lines(), Session::send).blocking(connection -> {});
    assertThatThrownBy(door::protocol)
        .isInstanceOf(StartException.class)
        .hasMessageContaining("frames()")
        .hasMessageContaining("blocking()");
  }

  @Test
  void theSameWayTwiceStopsTheStartToo() {
    door.blocking(connection -> {}).blocking(connection -> {});
    assertThatThrownBy(door::protocol).isInstanceOf(StartException.class);
  }

  @Test
  void blockingOnAnotherThreadThanAVirtualOneStopsTheStart() {
    door.blocking(connection -> {}).dispatch(Dispatch.EVENT_LOOP);
    assertThatThrownBy(door::protocol)
        .isInstanceOf(StartException.class)
        .hasMessageContaining("EVENT_LOOP");
  }

  @Test
  void aProtocolOfOnesOwnIsGivenAsItIs() {
    Protocol own =
        new Protocol() {
          @Override
          public String name() {
            return "own";
          }

          @Override
          public StreamOpener bind(ProtocolSetup setup) {
            throw new AssertionError("Bound too early");
          }
        };
    door.protocol(own);
    assertThat(door.protocol()).isSameAs(own);
  }

  @Test
  void whatTheDoorDoesntSayIsLeftToTheServer() {
    assertThat(door.doorDispatch()).isEmpty();
    assertThat(door.doorLimits()).isEmpty();
    assertThat(door.doorMiddleware()).isEmpty();

    Middleware outer = new Middleware() {};
    Middleware inner = new Middleware() {};
    door.middleware(outer).middleware(inner).dispatch(Dispatch.CPU_POOL).limits(Limits.defaults());
    assertThat(door.doorMiddleware()).containsExactly(outer, inner);
    assertThat(door.doorDispatch()).contains(Dispatch.CPU_POOL);
    assertThat(door.doorLimits()).contains(Limits.defaults());
  }
}
