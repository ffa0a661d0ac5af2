package dev.weir.integration.process;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.net.http.WebSocket;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** A headless browser, told what to do by its DevTools protocol. */
public final class Chromium implements AutoCloseable {
  private static final Pattern LISTENING =
      Pattern.compile("DevTools listening on ws://(127\\.0\\.0\\.1:\\d+)/");
  private static final Pattern TAB = Pattern.compile("\"webSocketDebuggerUrl\": *\"([^\"]+)\"");
  private static final Pattern LOADER = Pattern.compile("\"loaderId\":\"([^\"]+)\"");
  private static final String[] NAMES = {"chromium", "chromium-browser", "google-chrome"};

  private static final String FAILED = "The connection to Chromium failed: ";

  private final Child browser;
  private final String address;
  private final HttpClient client = HttpClient.newHttpClient();

  private Chromium(Child browser, String address) {
    this.browser = browser;
    this.address = address;
  }

  /** Starts one with a profile of its own, or skips the test where there is none. */
  public static Chromium start(Path profile) {
    String name = null;
    for (String each : NAMES) {
      name = name == null && Tools.isInstalled(each) ? each : name;
    }
    assumeTrue(name != null, "no Chromium is installed: not tested with it");
    Child browser =
        Child.start(
            new ProcessBuilder(
                name,
                "--headless",
                "--no-sandbox",
                "--disable-gpu",
                "--disable-quic",
                "--disable-dev-shm-usage",
                "--no-first-run",
                "--no-proxy-server",
                "--disable-background-networking",
                "--disable-component-update",
                "--disable-sync",
                "--ignore-certificate-errors",
                "--remote-debugging-port=0",
                "--user-data-dir=" + profile,
                "about:blank"));
    try {
      return new Chromium(browser, browser.awaitErr(LISTENING).group(1));
    } catch (AssertionError e) {
      browser.close();
      throw e;
    }
  }

  /**
   * Loads a page in a new tab.
   *
   * @param script an expression whose promise gives a text
   */
  public String run(URI page, String script) throws Exception {
    Tab tab = new Tab();
    WebSocket tools = client.newWebSocketBuilder().buildAsync(URI.create(newTab()), tab).join();
    try {
      tab.ask(tools, "Page.enable", "{}");
      tab.ask(tools, "Page.setLifecycleEventsEnabled", "{\"enabled\": true}");
      String begun = tab.ask(tools, "Page.navigate", "{\"url\": \"" + page + "\"}");
      Matcher loader = LOADER.matcher(begun);
      if (!loader.find() || begun.contains("\"errorText\"")) {
        throw new IOException("Chromium doesn't open " + page + ": " + begun);
      }
      // Of this very page: the blank one has a load event too, and takes with it what runs in it.
      tab.await("\"name\":\"load\"", "\"loaderId\":\"" + loader.group(1) + "\"");
      return tab.ask(
          tools,
          "Runtime.evaluate",
          "{\"awaitPromise\": true, \"returnByValue\": true, \"expression\": \""
              + script.replace("\\", "\\\\").replace("\"", "\\\"").replace("\n", " ")
              + "\"}");
    } finally {
      tools.abort();
    }
  }

  /** Where a new tab, blank as yet, is told what to do. */
  private String newTab() throws Exception {
    HttpRequest open =
        HttpRequest.newBuilder(URI.create("http://" + address + "/json/new?about:blank"))
            .PUT(BodyPublishers.noBody())
            .build();
    String opened = client.send(open, BodyHandlers.ofString()).body();
    Matcher tab = TAB.matcher(opened);
    if (!tab.find()) {
      throw new IOException("Chromium opens no tab: " + opened + browser.said());
    }
    return tab.group(1);
  }

  /** Sends commands, and finds their answers among what a tab tells. */
  private static final class Tab implements WebSocket.Listener {
    private final BlockingQueue<String> messages = new LinkedBlockingQueue<>();
    private final StringBuilder text = new StringBuilder();
    private int id;

    String ask(WebSocket tools, String method, String parameters) throws Exception {
      id++;
      tools
          .sendText(
              "{\"id\": "
                  + id
                  + ", \"method\": \""
                  + method
                  + "\", \"params\": "
                  + parameters
                  + "}",
              true)
          .join();
      return await("\"id\":" + id + ",");
    }

    /** The next message that has these parts; those before it are let go. */
    String await(String... parts) throws Exception {
      String message;
      do {
        message = messages.poll(50, TimeUnit.SECONDS);
        if (message == null) {
          throw new IOException("Chromium tells no " + String.join(" with ", parts));
        }
        if (message.startsWith(FAILED)) {
          throw new IOException(message);
        }
      } while (!Arrays.stream(parts).allMatch(message::contains));
      return message;
    }

    @Override
    public CompletionStage<?> onText(WebSocket socket, CharSequence data, boolean last) {
      text.append(data);
      if (last) {
        messages.add(text.toString());
        text.setLength(0);
      }
      return WebSocket.Listener.super.onText(socket, data, last);
    }

    @Override
    public void onError(WebSocket socket, Throwable error) {
      messages.add(FAILED + error);
    }
  }

  @Override
  public void close() {
    client.shutdownNow();
    // Its helpers write to the profile as long as they live.
    List<ProcessHandle> helpers =
        ProcessHandle.of(browser.pid()).stream().flatMap(ProcessHandle::descendants).toList();
    try {
      browser.terminate();
      browser.awaitExit();
    } finally {
      browser.close();
      helpers.forEach(helper -> helper.onExit().join());
    }
  }
}
