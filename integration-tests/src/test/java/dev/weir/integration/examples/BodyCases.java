package dev.weir.integration.examples;

import static dev.weir.integration.examples.WireCase.CHUNKED;
import static dev.weir.integration.examples.WireCase.FIVE;
import static dev.weir.integration.examples.WireCase.HOST;
import static dev.weir.integration.examples.WireCase.bad;
import static dev.weir.integration.examples.WireCase.chunks;
import static dev.weir.integration.examples.WireCase.last;
import static dev.weir.integration.examples.WireCase.post;
import static dev.weir.integration.examples.WireCase.served;

import java.util.List;
import java.util.stream.Stream;

/** What bodies are framed by, and whatever two servers could read in two ways. */
final class BodyCases {
  private static final String SMUGGLED = "GET /echo HTTP/1.1\r\nHost: a\r\nX-Smuggled: 1\r\n\r\n";

  private BodyCases() {}

  static List<WireCase> all() {
    return Stream.of(lengths(), codings(), bothAtOnce(), chunkSizes(), chunkData(), bodies())
        .flatMap(List::stream)
        .toList();
  }

  private static List<WireCase> lengths() {
    List<WireCase> served =
        List.of(
            served("a length with a space behind", 200, post("Content-Length: 5 \r\n", "hello")),
            served("a length with spaces before", 200, post("Content-Length:   5\r\n", "hello")),
            served("a length with a tab before", 200, post("Content-Length:\t5\r\n", "hello")),
            served(
                "leading zeros, which are decimal", 200, post("Content-Length: 005\r\n", "hello")),
            served("a length of 00", 200, post("Content-Length: 00\r\n", "")),
            served("a length that isn't octal", 200, post("Content-Length: 010\r\n", "helloworld")),
            served("another field's length", 200, post(FIVE + "Content_Length: 99\r\n", "hello")));
    Stream<WireCase> refused =
        Stream.of(
                "abc",
                "+5",
                "-5",
                "-1",
                "-0",
                "5,6",
                "5, 10",
                "5, 5",
                "5, 5, 5",
                "0o5",
                "0x5",
                "1_0",
                "1 0",
                "5.0",
                "5e0",
                "",
                "99999999999999999999",
                "9223372036854775808",
                "\0135",
                "5\0")
            .map(length ->
                bad(
                    "length '" + length + "'",
                    post("Content-Length: " + length + "\r\n", "hello")));
    Stream<WireCase> doubled =
        Stream.of(
            bad("two lengths", post(FIVE + "Content-Length: 10\r\n", "helloworld")),
            bad("the same length twice", post(FIVE + FIVE, "hello")),
            bad("two lengths around a request", post(FIVE + "Content-Length: 60\r\n", SMUGGLED)),
            bad("a space before the colon", post(FIVE + "Content-Length : 5\r\n", "hello")));
    return Stream.of(served.stream(), refused, doubled).flatMap(cases -> cases).toList();
  }

  private static List<WireCase> codings() {
    Stream<WireCase> refused =
        Stream.of(
                "gzip",
                "identity",
                "xchunked",
                "chunkedx",
                "chunked, chunked",
                "chunked, gzip",
                "chunked, identity",
                "chunked;ext=val",
                ", chunked",
                "chunked,",
                "",
                "\13chunked",
                "\14chunked",
                "chunked\0",
                "chunked\r\n gzip",
                "\"chunked\"",
                "chunked chunked")
            .map(coding ->
                bad(
                    "coding '" + coding + "'",
                    post("Transfer-Encoding: " + coding + "\r\n", "0\r\n\r\n")));
    Stream<WireCase> others =
        Stream.of(
            last("gzip, chunked", 501, post("Transfer-Encoding: gzip, chunked\r\n", "0\r\n\r\n")),
            bad("a folded coding", post("Transfer-Encoding:\r\n chunked\r\n", "0\r\n\r\n")),
            bad("two lines", post(CHUNKED + "Transfer-Encoding: identity\r\n", "0\r\n\r\n")),
            bad("the same line twice", post(CHUNKED + CHUNKED, "0\r\n\r\n")),
            bad("a space before the colon", post("Transfer-Encoding : chunked\r\n", "0\r\n\r\n")),
            served("in any case", 200, post("TRANSFER-ENCODING: Chunked \r\n", "0\r\n\r\n")),
            served("of another name", 200, post("Transfer_Encoding: chunked\r\n" + FIVE, "hello")),
            bad("over 1.0", "POST / HTTP/1.0\r\n" + HOST + CHUNKED + "\r\n0\r\n\r\n"),
            bad("over 1.0 with a length", "POST / HTTP/1.0\r\n" + CHUNKED + FIVE + "\r\nhello"));
    return Stream.concat(refused, others).toList();
  }

  private static List<WireCase> bothAtOnce() {
    String body = "0\r\n\r\n" + SMUGGLED;
    String length = "Content-Length: " + body.length();
    return Stream.of(
            post(CHUNKED + "Content-Length: 30\r\n", "0\r\n\r\n"),
            post("Content-Length: 4\r\n" + CHUNKED, "0\r\n\r\n"),
            post("Content-Length: 6\r\n" + CHUNKED, "0\r\n\r\nX"),
            post(CHUNKED + "Content-Length: 30\r\n", "0\r\n\r\nX"),
            post(length + "\r\n" + CHUNKED, body),
            post(CHUNKED + length + "\r\n", body),
            post(length.replace(": ", ": +") + "\r\n" + CHUNKED, body),
            post(length + "x\r\n" + CHUNKED, body),
            post(length + "\r\nTransfer-Encoding:\r\n chunked\r\n", body),
            post(length + "\r\nTransfer-Encoding: chunked \r\n", body),
            post(length + "\r\nTransfer-Encoding: , chunked\r\n", body),
            post(length + "\r\nTransfer-Encoding: Chunked\r\n", body),
            post(length + "\r\nTransfer-Encoding:\tchunked\r\n", body),
            post(length + "\r\nTransfer-Encoding: xchunked\r\n", body),
            post(length + "\r\nTransfer-Encoding: identity\r\n", body),
            post(length + "\r\nTransfer-Encoding:\r\n", body),
            post(CHUNKED + "Transfer-Encoding: identity\r\n" + length + "\r\n", body),
            post(CHUNKED + "Content-Length: 4\r\n", "3d\r\n" + SMUGGLED + "\r\n0\r\n\r\n"),
            "OPTIONS / HTTP/1.1\r\n"
                + HOST
                + "Transfer-Encoding:\r\n chunked\r\n"
                + FIVE
                + "\r\nhello")
        .map(sent -> bad(sent.lines().skip(2).limit(2).toList() + "", sent))
        .toList();
  }

  private static List<WireCase> chunkSizes() {
    Stream<WireCase> refused =
        Stream.of(
                "+5",
                "-5",
                "-1",
                "0x5",
                "5x",
                "1_0",
                " 5",
                "5 ",
                "5\t",
                "",
                "g",
                "5,5",
                "FFFFFFFFFFFFFFFF0",
                "fffffffffffffffff",
                "00000000000000005",
                "5;",
                "5;\0ext",
                "5;bad[=x",
                "5;a\rX",
                "5;=x",
                "5;a=",
                "5;a=\"b",
                "5;a=\"b\n\"",
                "5;a=\"\\\r\n\"",
                "5;a b",
                "5;;a")
            .map(size -> bad("size '" + size + "'", chunks(size + "\r\nhello\r\n0\r\n\r\n")));
    Stream<WireCase> ends =
        Stream.of(
            bad("a size that ends in LF", chunks("5\nhello\r\n0\r\n\r\n")),
            bad("a size that ends in CR", chunks("5\rhello\r\n0\r\n\r\n")),
            bad("an extension that ends in LF", chunks("5;a\nhello\r\n0\r\n\r\n")),
            bad("an empty extension and LF", chunks("5;\nhello\r\n0\r\n\r\n")),
            bad("a last chunk with a sign", chunks("+0\r\n\r\n" + SMUGGLED)),
            bad("an extension of 64 kB", chunks("5;a=" + "a".repeat(65_536) + "\r\nhello\r\n")),
            served("an upper case size", 200, chunks("A\r\nhelloworld\r\n0\r\n\r\n")),
            served("extensions", 200, chunks("5;a=b;c=\"d\\\"\" ;e\r\nhello\r\n0;f\r\n\r\n")));
    return Stream.concat(refused, ends).toList();
  }

  private static List<WireCase> chunkData() {
    Stream<WireCase> refused =
        Stream.of(
                "Content-Length: 50",
                "Transfer-Encoding: chunked",
                "Host: evil.example",
                "Te: x",
                "Authorization: Bearer evil",
                "Content-Type: text/evil",
                "Trailer: x",
                "Content-Encoding: gzip",
                "Connection: close",
                "Cookie: a=b",
                " X: y",
                "X : y",
                "X",
                "X: \0")
            .map(field ->
                bad("trailer '" + field + "'", chunks("5\r\nhello\r\n0\r\n" + field + "\r\n\r\n")));
    Stream<WireCase> ends =
        Stream.of(
            bad("no line's end behind data", chunks("5\r\nhello0\r\n\r\n")),
            bad("LF behind data", chunks("5\r\nhello\n0\r\n\r\n")),
            bad("CR behind data", chunks("5\r\nhello\r0\r\n\r\n")),
            bad("more data than said", chunks("5\r\nhello!!\r\n0\r\n\r\n")),
            bad("LF behind the last chunk", chunks("5\r\nhello\r\n0\n\r\n")),
            bad("LF behind the trailers", chunks("5\r\nhello\r\n0\r\n\n")),
            served("a trailer", 200, chunks("5\r\nhello\r\n0\r\nX-Checksum: abc\r\n\r\n")));
    return Stream.concat(refused, ends).toList();
  }

  private static List<WireCase> bodies() {
    return List.of(
        served("a length", 200, post(FIVE, "hello")),
        served("no length", 200, post("", "")),
        served("a length of 0", 200, post("Content-Length: 0\r\n", "")),
        served("chunks", 200, chunks("5\r\nhello\r\n6\r\n world\r\n0\r\n\r\n")),
        served("no chunk", 200, chunks("0\r\n\r\n")),
        served(
            "Expect, and the body at once", 200, post(FIVE + "Expect: 100-continue\r\n", "hello")),
        served("of a GET", 200, "GET / HTTP/1.1\r\n" + HOST + FIVE + "\r\nhello"),
        served("of OPTIONS", 204, "OPTIONS / HTTP/1.1\r\n" + HOST + FIVE + "\r\nhello"),
        served("of a GET, like a request", 200, getWithBody(SMUGGLED)),
        served("of a GET, like half a request", 200, getWithBody("GET /echo HTTP/1.1\r\nX: ")),
        served("of a GET, chunked", 200, "GET / HTTP/1.1\r\n" + HOST + CHUNKED + "\r\n0\r\n\r\n"));
  }

  private static String getWithBody(String body) {
    return "GET / HTTP/1.1\r\n" + HOST + "Content-Length: " + body.length() + "\r\n\r\n" + body;
  }
}
