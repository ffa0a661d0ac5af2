package dev.weir.core.udp;

import dev.weir.Dispatch;
import dev.weir.Limits;
import dev.weir.StartException;
import dev.weir.core.door.DoorOptions;
import dev.weir.core.door.DoorSetup;
import dev.weir.core.door.MessageChain;
import dev.weir.middleware.Middleware;
import dev.weir.udp.DatagramHandler;
import dev.weir.udp.DatagramSender;
import dev.weir.udp.UdpDoor;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** Collects what a UDP door is to do, and makes what does it. */
public final class UdpDoorBuilder implements UdpDoor {
  private final String doorName;
  private final DoorOptions options;
  private final List<Consumer<DatagramSender>> openListeners = new ArrayList<>();
  private @Nullable DatagramHandler handler;

  /** A door of which nothing is known yet but its name. */
  public UdpDoorBuilder(String doorName) {
    this.doorName = doorName;
    this.options = new DoorOptions(doorName);
  }

  @Override
  public UdpDoor datagrams(DatagramHandler newHandler) {
    Objects.requireNonNull(newHandler, "handler");
    if (handler != null) {
      throw new StartException(
          "Door " + doorName + " has a handler of datagrams already: call datagrams() once");
    }
    handler = newHandler;
    return this;
  }

  @Override
  public UdpDoor onOpen(Consumer<DatagramSender> listener) {
    openListeners.add(Objects.requireNonNull(listener, "listener"));
    return this;
  }

  @Override
  public UdpDoor middleware(Middleware... added) {
    options.addMiddleware(added);
    return this;
  }

  @Override
  public UdpDoor dispatch(Dispatch newDispatch) {
    options.setDispatch(newDispatch);
    return this;
  }

  @Override
  public UdpDoor limits(Limits newLimits) {
    options.addLimits(newLimits);
    return this;
  }

  /** What it was told beside. */
  public DoorOptions options() {
    return options;
  }

  /**
   * Composes the handler, and makes what takes the datagrams.
   *
   * @throws StartException if no handler was given, or it can't be wired
   */
  public UdpService bind(DoorSetup setup) {
    DatagramHandler innermost = handler;
    if (innermost == null) {
      throw new StartException(
          "Door "
              + doorName
              + " does nothing with its datagrams: give it a handler by datagrams()");
    }
    options.requireMeaning();
    DatagramHandler chain = MessageChain.compose(setup, innermost, Middleware::datagrams);
    return new UdpService(setup, chain, List.copyOf(openListeners));
  }
}
