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
    Limits server = Limits.defaults().with(Limits.READ_AHEAD, 8L << 10);
    assertThat(door.options().dispatch()).isEqualTo(Dispatch.VIRTUAL_THREAD);
    assertThat(door.options().limits(server)).isSameAs(server);
    assertThat(door.options().middleware()).isEmpty();

    Middleware outer = new Middleware() {};
    Middleware inner = new Middleware() {};
    door.middleware(outer)
        .middleware(inner)
        .dispatch(Dispatch.CPU_POOL)
        .limits(Limits.defaults().with(Limits.MAX_FRAME, 100L))
        .limits(Limits.defaults().with(Limits.MAX_FRAME, 200L));
    assertThat(door.options().middleware()).containsExactly(outer, inner);
    assertThat(door.options().dispatch()).isEqualTo(Dispatch.CPU_POOL);
    assertThat(door.options().limits(server).get(Limits.MAX_FRAME)).isEqualTo(200);
    assertThat(door.options().limits(server).get(Limits.READ_AHEAD)).isEqualTo(8 << 10);
  }
}
