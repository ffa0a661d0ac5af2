package dev.weir.core;

import java.lang.reflect.InvocationHandler;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.util.concurrent.CancellationException;
import java.util.concurrent.ExecutionException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Shuts a server down when the JVM is told to end: by SIGTERM, Ctrl-C, or {@code System.exit}. A
 * second Ctrl-C or SIGTERM cuts what still runs.
 */
final class SignalHook {
  private static final Logger LOGGER = LoggerFactory.getLogger(SignalHook.class);

  private final Shutdown shutdown;
  private final Thread thread;

  private SignalHook(Shutdown shutdown) {
    this.shutdown = shutdown;
    this.thread = Thread.ofPlatform().name("weir-signal").unstarted(this::run);
  }

  static SignalHook install(Shutdown shutdown) {
    SignalHook hook = new SignalHook(shutdown);
    Runtime.getRuntime().addShutdownHook(hook.thread);
    return hook;
  }

  /** The server has ended: nothing is left to do at the end of the JVM. */
  void remove() {
    try {
      Runtime.getRuntime().removeShutdownHook(thread);
    } catch (IllegalStateException e) {
      LOGGER.trace("The JVM is ending already", e);
    }
  }

  private void run() {
    cutOnSignal("INT");
    cutOnSignal("TERM");
    shutdown.begin();
    try {
      var unused = shutdown.done().get(); // the JVM halts when all hooks have returned
    } catch (InterruptedException | ExecutionException | CancellationException e) {
      LOGGER.warn("The shutdown wasn't waited for", e);
    }
  }

  /**
   * The JVM ignores signals while it ends, and has no official way to hear them. Its unofficial one
   * may be missing; then the deadline of the shutdown holds.
   */
  private void cutOnSignal(String name) {
    try {
      Class<?> signal = Class.forName("sun.misc.Signal");
      Class<?> handlerType = Class.forName("sun.misc.SignalHandler");
      InvocationHandler handler =
          (proxy, method, arguments) ->
              switch (method.getName()) {
                case "handle" -> {
                  LOGGER.info("A second signal: what still runs is cut");
                  shutdown.cut();
                  yield null;
                }
                case "equals" -> proxy == arguments[0];
                case "hashCode" -> System.identityHashCode(proxy);
                default -> "cut on signal";
              };
      Object proxy =
          Proxy.newProxyInstance(
              handlerType.getClassLoader(), new Class<?>[] {handlerType}, handler);
      signal
          .getMethod("handle", signal, handlerType)
          .invoke(null, signal.getConstructor(String.class).newInstance(name), proxy);
    } catch (InvocationTargetException e) {
      // Such as Windows without TERM, or a JVM started with -Xrs.
      LOGGER.debug("A second SIG{} can't be heard", name, e.getCause());
    } catch (ReflectiveOperationException | RuntimeException | LinkageError e) {
      LOGGER.debug("A second SIG{} can't be heard", name, e);
    }
  }
}
