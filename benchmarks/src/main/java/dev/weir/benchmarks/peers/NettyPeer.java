package dev.weir.benchmarks.peers;

import io.netty.bootstrap.Bootstrap;
import io.netty.bootstrap.ServerBootstrap;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelOption;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.epoll.EpollDatagramChannel;
import io.netty.channel.epoll.EpollIoHandler;
import io.netty.channel.epoll.EpollServerSocketChannel;
import io.netty.channel.socket.DatagramPacket;
import io.netty.handler.codec.http.DefaultFullHttpResponse;
import io.netty.handler.codec.http.FullHttpResponse;
import io.netty.handler.codec.http.HttpContent;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaderValues;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.netty.handler.codec.http.HttpServerCodec;
import io.netty.handler.codec.http.HttpUtil;
import io.netty.handler.codec.http.HttpVersion;
import io.netty.handler.codec.http.LastHttpContent;
import io.netty.util.AsciiString;
import io.netty.util.ReferenceCountUtil;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** Netty as people use it who need speed: epoll, its HTTP codec, one handler. */
final class NettyPeer {
  private static final AsciiString SERVER = AsciiString.cached("netty");
  private static final AsciiString TEXT = AsciiString.cached(Payload.TEXT_TYPE);
  private static final AsciiString JSON = AsciiString.cached(Payload.JSON_TYPE);
  private static final AsciiString BINARY = AsciiString.cached(Payload.BINARY_TYPE);

  private static volatile AsciiString date = new AsciiString(Payload.date());

  private NettyPeer() {}

  public static void main(String[] arguments) throws InterruptedException {
    int port = Payload.port(arguments);
    String mode = arguments.length > 1 ? arguments[1] : "h1";
    EventLoopGroup workers = new MultiThreadIoEventLoopGroup(EpollIoHandler.newFactory());
    var unused =
        workers
            .next()
            .scheduleAtFixedRate(
                () -> date = new AsciiString(Payload.date()), 1, 1, TimeUnit.SECONDS);
    switch (mode) {
      case "h1" -> serve(workers, port, Http::new, true);
      case "tcp" -> serve(workers, port, TcpEcho::new, false);
      case "udp" ->
          new Bootstrap()
              .group(workers)
              .channel(EpollDatagramChannel.class)
              .handler(new UdpEcho())
              .bind("127.0.0.1", port)
              .sync();
      default -> throw new IllegalArgumentException("The modes are h1, tcp and udp, not " + mode);
    }
  }

  private interface Handlers {
    ChannelInboundHandlerAdapter create();
  }

  private static void serve(EventLoopGroup workers, int port, Handlers handlers, boolean http)
      throws InterruptedException {
    EventLoopGroup acceptor = new MultiThreadIoEventLoopGroup(1, EpollIoHandler.newFactory());
    new ServerBootstrap()
        .group(acceptor, workers)
        .channel(EpollServerSocketChannel.class)
        .option(ChannelOption.SO_BACKLOG, 4_096)
        .childHandler(
            new ChannelInitializer<Channel>() {
              @Override
              protected void initChannel(Channel channel) {
                if (http) {
                  channel.pipeline().addLast(new HttpServerCodec());
                }
                channel.pipeline().addLast(handlers.create());
              }
            })
        .bind("127.0.0.1", port)
        .sync();
  }

  /** Gathers writes until all that was read is handled. */
  private abstract static class Batching extends ChannelInboundHandlerAdapter {
    @Override
    public void channelReadComplete(ChannelHandlerContext context) {
      context.flush();
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
      var unused = context.close();
    }
  }

  private static final class Http extends Batching {
    private @Nullable ByteBuf body;
    private boolean close;

    @Override
    public void channelRead(ChannelHandlerContext context, Object message) {
      try {
        if (message instanceof HttpRequest request) {
          begin(context, request);
        }
        ByteBuf gathered = body;
        if (message instanceof HttpContent content && gathered != null) {
          gathered.writeBytes(content.content());
          if (message instanceof LastHttpContent) {
            body = null;
            send(context, HttpResponseStatus.OK, BINARY, gathered);
          }
        }
      } finally {
        ReferenceCountUtil.release(message);
      }
    }

    private void begin(ChannelHandlerContext context, HttpRequest request) {
      close = !HttpUtil.isKeepAlive(request);
      switch (request.uri()) {
        case "/plaintext" ->
            send(context, HttpResponseStatus.OK, TEXT, Unpooled.wrappedBuffer(Payload.text()));
        case "/json" ->
            send(context, HttpResponseStatus.OK, JSON, Unpooled.wrappedBuffer(Payload.json()));
        case "/echo" ->
            body = context.alloc().ioBuffer((int) HttpUtil.getContentLength(request, 256L));
        default -> send(context, HttpResponseStatus.NOT_FOUND, TEXT, Unpooled.EMPTY_BUFFER);
      }
    }

    private void send(
        ChannelHandlerContext context, HttpResponseStatus status, AsciiString type, ByteBuf sent) {
      FullHttpResponse response = new DefaultFullHttpResponse(HttpVersion.HTTP_1_1, status, sent);
      response
          .headers()
          .set(HttpHeaderNames.SERVER, SERVER)
          .set(HttpHeaderNames.DATE, date)
          .set(HttpHeaderNames.CONTENT_TYPE, type)
          .set(HttpHeaderNames.CONTENT_LENGTH, Integer.toString(sent.readableBytes()));
      if (close) {
        response.headers().set(HttpHeaderNames.CONNECTION, HttpHeaderValues.CLOSE);
        var unused = context.writeAndFlush(response).addListener(ChannelFutureListener.CLOSE);
      } else {
        var unused = context.write(response, context.voidPromise());
      }
    }

    @Override
    public void channelInactive(ChannelHandlerContext context) {
      if (body != null) {
        body.release();
        body = null;
      }
    }
  }

  private static final class TcpEcho extends Batching {
    @Override
    public void channelRead(ChannelHandlerContext context, Object message) {
      var unused = context.write(message, context.voidPromise());
    }

    @Override
    public void channelWritabilityChanged(ChannelHandlerContext context) {
      context.channel().config().setAutoRead(context.channel().isWritable());
    }
  }

  private static final class UdpEcho extends Batching {
    @Override
    public void channelRead(ChannelHandlerContext context, Object message) {
      DatagramPacket packet = (DatagramPacket) message;
      var unused =
          context.write(
              new DatagramPacket(packet.content(), packet.sender()), context.voidPromise());
    }
  }
}
