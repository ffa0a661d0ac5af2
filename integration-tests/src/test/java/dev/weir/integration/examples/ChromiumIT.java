package dev.weir.integration.examples;

import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.integration.process.Chromium;
import dev.weir.integration.process.RunningServer;
import java.net.URI;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.AfterParameterizedClassInvocation;
import org.junit.jupiter.params.BeforeParameterizedClassInvocation;

/** A browser: a page, a big answer, an event stream and a WebSocket, in clear text and with TLS. */
class ChromiumIT extends OnBothTransports {
  /** Each part is told in one word or two; what fails ends it with its error. */
  private static final String SCRIPT =
      """
      (async () => {
        const told = [];
        const page = performance.getEntriesByType('navigation')[0];
        told.push('page ' + page.nextHopProtocol + ' ' + document.body.innerText.trim());
        const sent = 'x'.repeat(1000000);
        const echoed = await fetch('/', {method: 'POST', body: sent});
        told.push('echo ' + ((await echoed.text()) === sent));
        const big = await (await fetch('/big.bin')).arrayBuffer();
        told.push('big ' + big.byteLength);
        told.push('events ' + await new Promise((done, failed) => {
          const events = new EventSource('/events');
          const seen = [];
          events.onmessage = event => {
            seen.push(event.lastEventId);
            if (seen.length === 2) { events.close(); done(seen.join()); }
          };
          events.onerror = () => failed('the event stream');
        }));
        told.push('socket ' + await new Promise((done, failed) => {
          const socket = new WebSocket(location.origin.replace('http', 'ws') + '/ws');
          socket.binaryType = 'arraybuffer';
          const text = 'gr\\u00fc\\u00df'.repeat(1000);
          const seen = [];
          socket.onopen = () => {
            socket.send(text);
            socket.send(new Uint8Array(200000));
          };
          socket.onmessage = message => {
            seen.push(message.data.byteLength || message.data === text);
            if (seen.length === 2) { socket.close(1000); }
          };
          socket.onclose = end => done(seen.join() + ' ' + end.code + ' ' + socket.extensions);
          socket.onerror = () => failed('the WebSocket');
        }));
        const origin = await (await fetch('/origin')).text();
        const ofSocket = await new Promise((done, failed) => {
          const socket = new WebSocket(location.origin.replace('http', 'ws') + '/ws/origin');
          let heard;
          socket.onmessage = message => { heard = message.data; socket.close(4321, 'heard'); };
          socket.onclose = end => done(heard + 'closed ' + end.code + ' ' + end.wasClean);
          socket.onerror = () => failed('the WebSocket');
        });
        const line = (text, name) => text.match(new RegExp(name + ' (.*)'))[1];
        told.push('version ' + line(ofSocket, 'version'));
        told.push('shared ' + (line(ofSocket, 'connection') === line(origin, 'connection')));
        told.push('closed ' + line(ofSocket, 'closed'));
        return told.join('; ') + ';';
      })()
      """;

  @TempDir private static Path profile;

  private static Chromium chromium;
  private static RunningServer conformance;
  private static URI tls;

  @BeforeParameterizedClassInvocation
  static void start(String transport) {
    chromium = Chromium.start(profile.resolve(transport));
    conformance = Examples.start("conformance", transport, "--tls-port=0");
    tls = Front.tlsUrl(conformance.child());
  }

  @AfterParameterizedClassInvocation
  static void stop() {
    if (chromium != null) {
      chromium.close();
      chromium = null;
    }
    if (conformance != null) {
      conformance.close();
      conformance = null;
    }
  }

  private static String allThatWorks(URI page) throws Exception {
    String told = chromium.run(page, SCRIPT);
    assertThat(told)
        .contains("echo true; big 16777216; events 1,2; ")
        .contains("socket true,200000 1000 permessage-deflate; ")
        .contains("closed 4321 true;");
    return told;
  }

  @Test
  void everythingWorksInClearText() throws Exception {
    assertThat(allThatWorks(conformance.url("/")))
        .contains("page http/1.1 OK; ")
        .contains("version HTTP/1.1; shared false; ");
  }

  /** There its WebSocket is a stream beside the others (RFC 8441). */
  @Test
  void everythingWorksOverOneConnectionOfHttp2WithTls() throws Exception {
    assertThat(allThatWorks(URI.create(tls + "/")))
        .contains("page h2 OK; ")
        .contains("version HTTP/2; shared true; ");
  }
}
