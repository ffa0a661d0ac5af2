package dev.weir.core;

import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.Bytes;
import dev.weir.Dispatch;
import dev.weir.LentBytes;
import dev.weir.Limits;
import dev.weir.Listen;
import dev.weir.Server;
import dev.weir.core.fake.Await;
import dev.weir.middleware.Level;
import dev.weir.middleware.Middleware;
import dev.weir.spi.protocol.Protocol;
import dev.weir.spi.protocol.ProtocolContext;
import dev.weir.spi.protocol.ProtocolHandler;
import dev.weir.spi.protocol.ProtocolSetup;
import dev.weir.spi.transport.CloseCause;
import dev.weir.testkit.memory.InMemoryTransport;
import dev.weir.testkit.memory.MemoryClient;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** A protocol from outside has dispatch, limits, middleware and drain as the core's own have. */
class PluginProtocolTest {
  private final InMemoryTransport transport = InMemoryTransport.threaded();

  /** Handles commands of four bytes. */
  @FunctionalInterface
  private interface Command {
    String run(String text) throws Exception;
  }

  private static final Level<Command> COMMANDS = Level.of("commands", Command.class);

  /** Answers commands in their order, one at a time. */
  private record FourBytes(Command command) implements Protocol {
    @Override
    public String name() {
      return "four-bytes";
    }

    @Override
    public StreamOpener bind(ProtocolSetup setup) {
      Command composed = setup.compose(COMMANDS, command);
      return context -> new Conversation(context, setup.dispatch(), composed);
    }
  }

  private static final class Conversation implements ProtocolHandler {
    private final ProtocolContext context;
    private final Dispatch dispatch;
    private final Command command;
    private boolean running;
    private boolean draining;

    Conversation(ProtocolContext context, Dispatch dispatch, Command command) {
      this.context = context;
      this.dispatch = dispatch;
      this.command = command;
    }

    @Override
    public int input(LentBytes input) {
      while (!running && input.remaining() >= 4) {
        String text = input.readLatin1(4);
        running = true;
        context.dispatcher().dispatch(dispatch, () -> command.run(text), this::done);
      }
      return running ? input.remaining() + 1 : 4;
    }

    private void done(@Nullable String result, @Nullable Throwable failure) {
      running = false;
      Bytes answer = Bytes.utf8(failure == null ? result + "\n" : failure.getMessage() + "\n");
      context.stream().output().write(answer);
      if (draining) {
        context.stream().close();
      } else {
        context.stream().resumeReading();
      }
    }

    @Override
    public void inputEnded(LentBytes rest) {
      context.stream().close();
    }

    @Override
    public void closed(CloseCause cause) {}

    @Override
    public void drain() {
      draining = true;
      if (!running) {
        context.stream().close();
      }
    }
  }

  /** Wraps commands as a plugin's middleware would, and leaves all other levels alone. */
  private static Middleware around(UnaryOperator<String> change) {
    return new Middleware() {
      @Override
      public <H> H level(Level<H> level, H next) {
        if (!level.equals(COMMANDS)) {
          return next;
        }
        Command inner = (Command) next;
        Command outer = text -> change.apply(inner.run(text));
        return level.handlerType().cast(outer);
      }

      @Override
      public boolean mayBlock() {
        return false;
      }
    };
  }

  @ParameterizedTest
  @EnumSource(Dispatch.class)
  void itsCommandsRunInOrderInsideItsMiddlewareOnTheThreadAskedFor(Dispatch dispatch)
      throws Exception {
    Command command = text -> text + " " + kindOfThread();
    try (Server server = start(command, dispatch, Limits.defaults());
        MemoryClient client = transport.connect(server.doors().getFirst().address())) {
      client.write("ab");
      client.write("cdefghijkl");
      String expected = "server(door(%s " + dispatch + "))\n";
      assertThat(client.readUntil("\n")).isEqualTo(expected.formatted("abcd"));
      assertThat(client.readUntil("\n")).isEqualTo(expected.formatted("efgh"));
      assertThat(client.readUntil("\n")).isEqualTo(expected.formatted("ijkl"));
    }
    assertThat(transport.failures()).isEmpty();
  }

  private static Dispatch kindOfThread() {
    Thread thread = Thread.currentThread();
    if (thread.isVirtual()) {
      return Dispatch.VIRTUAL_THREAD;
    }
    return thread.getName().startsWith("weir-cpu") ? Dispatch.CPU_POOL : Dispatch.EVENT_LOOP;
  }

  @ParameterizedTest
  @EnumSource(names = {"VIRTUAL_THREAD", "CPU_POOL"})
  void aCommandThatTakesTooLongIsInterruptedAndFails(Dispatch dispatch) throws Exception {
    CountDownLatch began = new CountDownLatch(1);
    Command command =
        text -> {
          began.countDown();
          Thread.currentThread().join(); // for ever, but for the interrupt
          return "never";
        };
    Limits limits = Limits.defaults().with(Limits.HANDLER_TIMEOUT, Duration.ofMillis(50));
    try (Server server = start(command, dispatch, limits);
        MemoryClient client = transport.connect(server.doors().getFirst().address())) {
      client.write("wait");
      began.await();
      transport.advance(Duration.ofSeconds(1));
      assertThat(client.readUntil("\n")).startsWith("The handler was interrupted after");
    }
  }

  @Test
  void shutdownLetsACommandFinishAndTellsTheProtocol() throws Exception {
    CountDownLatch began = new CountDownLatch(1);
    CountDownLatch goOn = new CountDownLatch(1);
    Command command =
        text -> {
          began.countDown();
          goOn.await();
          return text;
        };
    Server server = start(command, Dispatch.VIRTUAL_THREAD, Limits.defaults());
    try (MemoryClient client = transport.connect(server.doors().getFirst().address())) {
      client.write("last");
      began.await();
      Thread stopping = Thread.ofVirtual().start(server::shutdown);
      Await.until("not ready", () -> !server.isReady());
      goOn.countDown();
      assertThat(new String(client.readToEnd(), StandardCharsets.UTF_8))
          .isEqualTo("server(door(last))\n");
      client.close(); // or its lingering would hold the end: time stands still here
      stopping.join();
    }
  }

  private Server start(Command command, Dispatch dispatch, Limits limits) {
    return Server.builder()
        .transport(transport.provider())
        .shutdownOnSignal(false)
        .middleware(around(answer -> "server(" + answer + ")"))
        .tcp(
            Listen.port(0),
            tcp ->
                tcp.protocol(new FourBytes(command))
                    .dispatch(dispatch)
                    .limits(limits)
                    .middleware(around(answer -> "door(" + answer + ")")))
        .start();
  }
}
