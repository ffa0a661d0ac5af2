package dev.weir.integration.examples;

import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.integration.process.RunningServer;
import java.io.IOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.Socket;
import java.net.http.HttpResponse;
import java.util.Arrays;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class BenchIT {
  @ParameterizedTest
  @CsvSource({"nio, loop", "nio, virtual", "netty, loop", "netty, virtual"})
  void servesHttp(String transport, String dispatch) {
    try (RunningServer bench =
            Examples.start("bench", transport, "--mode=h1", "--dispatch=" + dispatch);
        JdkHttp http = new JdkHttp()) {
      HttpResponse<String> plain = http.get(bench.url("/plaintext"));
      assertThat(plain.body()).isEqualTo("Hello, World!");
      assertThat(plain.headers().firstValue("content-type")).hasValue("text/plain; charset=utf-8");

      HttpResponse<String> json = http.get(bench.url("/json"));
      assertThat(json.body()).isEqualTo("{\"message\":\"Hello, World!\"}");
      assertThat(json.headers().firstValue("content-type").orElseThrow())
          .startsWith("application/json");

      String big = "0123456789".repeat(50_000);
      assertThat(http.send("POST", bench.url("/echo"), big).body()).isEqualTo(big);
      assertThat(bench.stop()).as(bench.child().said()).isIn(0, 143);
    }
  }

  @ParameterizedTest
  @CsvSource({"nio, loop", "nio, virtual", "netty, loop", "netty, virtual"})
  void servesTcp(String transport, String dispatch) throws IOException {
    try (RunningServer bench =
            Examples.start("bench", transport, "--mode=tcp", "--dispatch=" + dispatch);
        Socket socket = bench.connect()) {
      byte[] sent = new byte[100_000];
      Arrays.fill(sent, (byte) 5);
      socket.getOutputStream().write(sent);
      assertThat(socket.getInputStream().readNBytes(sent.length)).isEqualTo(sent);
      socket.shutdownOutput();
      assertThat(socket.getInputStream().read()).isEqualTo(-1);
    }
  }

  @ParameterizedTest
  @CsvSource({"nio, loop", "nio, virtual", "netty, loop", "netty, virtual"})
  void servesUdp(String transport, String dispatch) throws IOException {
    try (RunningServer bench =
            Examples.start("bench", transport, "--mode=udp", "--dispatch=" + dispatch);
        DatagramSocket socket = new DatagramSocket()) {
      socket.setSoTimeout(30_000);
      for (byte i = 0; i < 100; i++) {
        socket.send(new DatagramPacket(new byte[] {i, 1, 2}, 3, bench.address()));
        DatagramPacket answer = new DatagramPacket(new byte[100], 100);
        socket.receive(answer);
        assertThat(Arrays.copyOf(answer.getData(), answer.getLength())).containsExactly(i, 1, 2);
      }
    }
  }
}
