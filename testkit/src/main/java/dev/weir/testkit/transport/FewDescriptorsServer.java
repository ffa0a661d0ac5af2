package dev.weir.testkit.transport;

import dev.weir.Limits;
import dev.weir.Listen;
import dev.weir.config.Setting;
import dev.weir.config.Settings;
import dev.weir.spi.transport.ConnectionAcceptor;
import dev.weir.spi.transport.ConnectionHandler;
import dev.weir.spi.transport.EventLoop;
import dev.weir.spi.transport.Transport;
import dev.weir.spi.transport.TransportConnection;
import dev.weir.spi.transport.TransportProvider;
import java.net.InetSocketAddress;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * The other process of {@link DescriptorExhaustionCompliance}: echoes, prints its port, and at the
 * end of its input how often it tried to accept.
 */
final class FewDescriptorsServer implements ConnectionAcceptor {
  private final AtomicInteger attempts = new AtomicInteger();

  private FewDescriptorsServer() {}

  /** Takes the provider's class, then settings as {@code name=value}. */
  public static void main(String[] args) throws Exception {
    TransportProvider provider =
        Class.forName(args[0])
            .asSubclass(TransportProvider.class)
            .getDeclaredConstructor()
            .newInstance();
    Settings settings = Settings.defaults();
    for (String argument : List.of(args).subList(1, args.length)) {
      String[] parts = argument.split("=", 2);
      settings = with(settings, setting(provider, parts[0]), parts[1]);
    }
    FewDescriptorsServer server = new FewDescriptorsServer();
    try (Transport transport = provider.create(settings, Limits.defaults())) {
      transport.start();
      for (EventLoop loop : transport.loops()) {
        loadTimers(loop);
      }
      var binding = transport.listen(Listen.address("127.0.0.1", 0), server);
      System.out.println("port " + ((InetSocketAddress) binding.address()).getPort());
      while (System.in.read() >= 0) {
        // until the parent closes it
      }
    }
    System.out.println("attempts " + server.attempts);
  }

  private static Setting<?> setting(TransportProvider provider, String name) {
    return provider.settings().stream()
        .filter(setting -> setting.name().equals(name))
        .findFirst()
        .orElseThrow(() -> new IllegalArgumentException(provider.name() + " has no " + name));
  }

  private static <T> Settings with(Settings settings, Setting<T> setting, String text) {
    return settings.with(setting, setting.parse(text));
  }

  /** Classes that lie in a directory take a descriptor to be loaded: none may be missing later. */
  private static void loadTimers(EventLoop loop) throws InterruptedException {
    CountDownLatch rung = new CountDownLatch(1);
    loop.execute(() -> loop.newTimer(rung::countDown).arm(1));
    rung.await();
  }

  @Override
  public boolean tryAcquirePermit() {
    attempts.incrementAndGet();
    return true;
  }

  @Override
  public void releasePermit() {}

  @Override
  public ConnectionHandler accepted(TransportConnection connection) {
    return new Served(connection, Script.echo());
  }
}
