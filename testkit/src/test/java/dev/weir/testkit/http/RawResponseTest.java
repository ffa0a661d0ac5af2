package dev.weir.testkit.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.ProtocolException;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class RawResponseTest {
  @Test
  void oneAnswerIsReadAfterTheOther() throws IOException {
    InputStream input =
        bytes(
            "HTTP/1.1 100 Continue\r\n\r\n"
                + "HTTP/1.1 200 OK\r\nContent-Length: 2\r\nX: 1\r\nx: 2\r\n\r\nab"
                + "HTTP/1.1 204 No Content\r\n\r\n"
                + "HTTP/1.1 200 \r\nTransfer-Encoding: chunked\r\n\r\n2\r\ncd\r\n1\r\ne\r\n0\r\n"
                + "T: v\r\n\r\n"
                + "HTTP/1.0 200 OK\r\n\r\nto the end");
    assertThat(RawResponse.read(input, false).status()).isEqualTo(100);
    RawResponse sized = RawResponse.read(input, false);
    assertThat(sized.text()).isEqualTo("ab");
    assertThat(sized.headers("X")).containsExactly("1", "2");
    assertThat(sized.header("y")).isNull();
    assertThat(RawResponse.read(input, false).status()).isEqualTo(204);
    RawResponse chunked = RawResponse.read(input, false);
    assertThat(chunked.text()).isEqualTo("cde");
    assertThat(chunked.trailers()).containsExactly(new RawResponse.Field("T", "v"));
    assertThat(RawResponse.read(input, false).text()).isEqualTo("to the end");
    assertThatThrownBy(() -> RawResponse.read(input, false)).isInstanceOf(EOFException.class);
  }

  @Test
  void anAnswerToHeadHasNoBody() throws IOException {
    InputStream input = bytes("HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\n");
    assertThat(RawResponse.read(input, true).body().length()).isZero();
    assertThat(input.read()).isEqualTo(-1);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "HTTP/1.1 200\r\n\r\n",
        "HTTP/1.1 200 OK\n\n",
        "HTTP/1.1 200 OK\r\nName : value\r\n\r\n",
        "HTTP/1.1 200 OK\r\nContent-Length: 1\r\nContent-Length: 1\r\n\r\na",
        "HTTP/1.1 200 OK\r\nContent-Length: 1\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n",
        "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n1\r\nab\r\n0\r\n\r\n",
        "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n-1\r\n",
      })
  void malformedAnswersAreRefused(String text) {
    assertThatThrownBy(() -> RawResponse.read(bytes(text), false))
        .isInstanceOf(ProtocolException.class);
  }

  @Test
  void aClientSendsBytesAndReadsAnswers() throws Exception {
    try (ServerSocket server = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
        RawClient client = RawClient.connect(server.getLocalPort());
        Socket accepted = server.accept()) {
      client.send("GET");
      client.finish();
      assertThat(accepted.getInputStream().readAllBytes()).asString().isEqualTo("GET");
      accepted
          .getOutputStream()
          .write(
              "HTTP/1.1 200 OK\r\nContent-Length: 1\r\n\r\nabc"
                  .getBytes(StandardCharsets.US_ASCII));
      accepted.shutdownOutput();
      assertThat(client.read().text()).isEqualTo("a");
      assertThat(client.readToEnd()).asString().isEqualTo("bc");
    }
  }

  private static InputStream bytes(String text) {
    return new ByteArrayInputStream(text.getBytes(StandardCharsets.ISO_8859_1));
  }
}
