package dev.weir.transport.nio.channels;

import dev.weir.transport.nio.socket.Pollable;
import dev.weir.transport.nio.socket.Poller;
import dev.weir.transport.nio.socket.ReadyListener;
import dev.weir.transport.nio.socket.Registration;
import dev.weir.transport.nio.socket.Selectable;
import java.io.IOException;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.SelectableChannel;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.ServerSocketChannel;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/** Waits by a {@link Selector}. */
final class SelectorPoller implements Poller {
  private final ReadyListener listener;
  private final Consumer<SelectionKey> ready = this::ready;
  private volatile Selector selector;

  SelectorPoller(ReadyListener listener) throws IOException {
    this.listener = listener;
    this.selector = Selector.open();
  }

  @Override
  public Registration register(Pollable socket, Selectable selectable) throws IOException {
    SelectableChannel channel = ((ChannelPollable) socket).channel();
    Key key = new Key(selectable, channel instanceof ServerSocketChannel);
    key.registerWith(selector, channel, 0);
    return key;
  }

  @Override
  public void poll(long nanos) throws IOException {
    if (nanos <= 0) {
      selector.selectNow(ready);
    } else {
      selector.select(ready, millis(nanos));
    }
  }

  /** Rounded up, so that the time has come when the selector returns; 0 means without limit. */
  private static long millis(long nanos) {
    return nanos == Long.MAX_VALUE ? 0 : TimeUnit.NANOSECONDS.toMillis(nanos) + 1;
  }

  private void ready(SelectionKey selected) {
    if (selected.isValid()) {
      int ops = selected.readyOps();
      Key key = (Key) selected.attachment();
      listener.ready(key.selectable, (ops & key.inputOps) != 0, (ops & SelectionKey.OP_WRITE) != 0);
    }
  }

  @Override
  public void wakeup() {
    selector.wakeup();
  }

  @Override
  public List<Selectable> registered() {
    List<Selectable> registered = new ArrayList<>();
    for (SelectionKey key : selector.keys()) {
      registered.add(((Key) key.attachment()).selectable);
    }
    return registered;
  }

  /** Registers all channels with a new selector, and closes the old one. */
  @Override
  public void renew() throws IOException {
    Selector old = selector;
    Selector fresh = Selector.open();
    for (SelectionKey key : old.keys()) {
      if (key.isValid()) {
        int interest = key.interestOps();
        key.cancel();
        ((Key) key.attachment()).registerWith(fresh, key.channel(), interest);
      }
    }
    selector = fresh;
    old.close();
  }

  @Override
  public void close() throws IOException {
    selector.close();
  }

  /** What is attached to a selection key. */
  private static final class Key implements Registration {
    final Selectable selectable;
    final int inputOps;
    private SelectionKey key;

    @SuppressWarnings("NullAway.Init") // registered before anybody sees it
    Key(Selectable selectable, boolean listening) {
      this.selectable = selectable;
      this.inputOps = listening ? SelectionKey.OP_ACCEPT : SelectionKey.OP_READ;
    }

    void registerWith(Selector selector, SelectableChannel channel, int interest)
        throws ClosedChannelException {
      key = channel.register(selector, interest, this);
    }

    @Override
    public void interest(boolean readable, boolean writable) {
      if (key.isValid()) {
        key.interestOps((readable ? inputOps : 0) | (writable ? SelectionKey.OP_WRITE : 0));
      }
    }
  }
}
