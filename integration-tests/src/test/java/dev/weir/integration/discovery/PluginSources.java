package dev.weir.integration.discovery;

/** Plugins by people we have never met. */
final class PluginSources {
  static final String STAMP =
      """
      package third.party.stamp;

      import dev.weir.config.*;
      import dev.weir.http.HttpHandler;
      import dev.weir.middleware.*;
      import dev.weir.spi.Contract;
      import java.util.List;

      public final class Stamp implements MiddlewareProvider {
        private static final Setting<String> TEXT =
            Setting.text("text", "stamped", "what the header says");

        @Override public String name() { return "stamp"; }
        @Override public int contractVersion() { return Contract.VERSION; }
        @Override public List<Setting<?>> settings() { return List.of(TEXT); }

        @Override public Middleware create(Settings settings) {
          String text = settings.get(TEXT);
          return new Middleware() {
            @Override public HttpHandler http(HttpHandler next) {
              return request -> next.handle(request).withHeader("x-stamp", text);
            }
          };
        }
      }
      """;

  /** Writes any value in capitals, and reads none. */
  static final String SHOUT =
      """
      package third.party.shout;

      import dev.weir.*;
      import dev.weir.codec.*;
      import dev.weir.config.Settings;
      import dev.weir.spi.Contract;
      import java.util.List;
      import java.util.Locale;

      public final class Shout implements CodecProvider {
        @Override public String name() { return "shout"; }
        @Override public int contractVersion() { return Contract.VERSION; }

        @Override public Codec create(Settings settings) {
          return new Codec() {
            @Override public String name() { return "shout"; }

            @Override public List<MediaType> mediaTypes() {
              return List.of(MediaType.of("text", "x-shout"));
            }

            @Override public <T> Decoder<T> decoder(TypeOf<T> type) { return null; }

            @Override public <T> Encoder<T> encoder(TypeOf<T> type) {
              return (value, output) ->
                  output.writeUtf8(value.toString().toUpperCase(Locale.ROOT));
            }
          };
        }
      }
      """;

  /** Built for a contract that hasn't been written yet. */
  static final String FROM_THE_FUTURE =
      """
      package third.party.fromthefuture;

      import dev.weir.config.Settings;
      import dev.weir.middleware.*;

      public final class FromTheFuture implements MiddlewareProvider {
        @Override public String name() { return "from-the-future"; }
        @Override public int contractVersion() { return 99; }

        @Override public Middleware create(Settings settings) {
          throw new AssertionError("nobody may ask for it");
        }
      }
      """;

  static final String BROKEN =
      """
      package third.party.broken;

      import dev.weir.config.Settings;
      import dev.weir.middleware.*;

      public final class Broken implements MiddlewareProvider {
        public Broken() { throw new IllegalStateException("the moon is full"); }
        @Override public String name() { return "broken"; }
        @Override public int contractVersion() { return dev.weir.spi.Contract.VERSION; }
        @Override public Middleware create(Settings settings) { return new Middleware() {}; }
      }
      """;

  private PluginSources() {}

  /** A transport above all others, or as high as another of these; it can't even be made. */
  static String transport(String className, String name) {
    return transport(className, name, "null");
  }

  /** As {@link #transport(String, String)}, but it can't be used on this machine. */
  static String unavailableTransport(String className, String name, String cause) {
    return transport(className, name, '"' + cause + '"');
  }

  private static String transport(String className, String name, String unavailabilityCause) {
    return """
    package third.party.NAME;

    import dev.weir.Limits;
    import dev.weir.config.Settings;
    import dev.weir.spi.Contract;
    import dev.weir.spi.transport.*;

    public final class CLASS implements TransportProvider {
      @Override public String name() { return "NAME"; }
      @Override public int contractVersion() { return Contract.VERSION; }
      @Override public int priority() { return 1_000_000; }
      @Override public String unavailabilityCause() { return CAUSE; }

      @Override public Transport create(Settings settings, Limits limits) {
        throw new AssertionError("nobody may ask for it");
      }
    }
    """
        .replace("CLASS", className)
        .replace("NAME", name)
        .replace("CAUSE", unavailabilityCause);
  }
}
