package dev.weir.benchmarks.compare;

import com.sun.tools.attach.AttachNotSupportedException;
import com.sun.tools.attach.VirtualMachine;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.management.JMException;
import javax.management.MBeanServerConnection;
import javax.management.ObjectName;
import javax.management.remote.JMXConnector;
import javax.management.remote.JMXConnectorFactory;
import javax.management.remote.JMXServiceURL;

/** What a server that is a JVM of this same JDK says about itself. */
final class JvmInsight implements AutoCloseable {
  private static final Pattern TOTAL = Pattern.compile("Total\\s+\\d+\\s+(\\d+)");
  private static final String THREADING = "java.lang:type=Threading";

  private final JMXConnector connector;
  private final MBeanServerConnection beans;

  private JvmInsight(JMXConnector connector) throws IOException {
    this.connector = connector;
    this.beans = connector.getMBeanServerConnection();
  }

  static boolean isJvm(ServerProcess server) {
    return server.handle().info().command().filter(path -> path.endsWith("/java")).isPresent();
  }

  /** Attaches to it. */
  @SuppressWarnings("BanJNDI") // the address is that of a process that this one has started
  static JvmInsight into(ServerProcess server) throws IOException {
    try {
      VirtualMachine machine = VirtualMachine.attach(Long.toString(server.handle().pid()));
      try {
        String address = machine.startLocalManagementAgent();
        return new JvmInsight(JMXConnectorFactory.connect(new JMXServiceURL(address)));
      } finally {
        machine.detach();
      }
    } catch (AttachNotSupportedException e) {
      throw new IOException(server.contestant().name() + " lets nobody attach", e);
    }
  }

  /** All that its threads have allocated since its start, in bytes. */
  long allocatedBytes() throws IOException {
    try {
      Object value = beans.getAttribute(new ObjectName(THREADING), "TotalThreadAllocatedBytes");
      return (Long) value;
    } catch (JMException e) {
      throw new IOException("The JVM doesn't say what it has allocated", e);
    }
  }

  /** What lives on the heap after a full collection, in bytes. */
  static long liveHeapBytes(ServerProcess server) throws IOException, InterruptedException {
    Path jcmd = Path.of(System.getProperty("java.home"), "bin", "jcmd");
    Process process =
        new ProcessBuilder(
                jcmd.toString(), Long.toString(server.handle().pid()), "GC.class_histogram")
            .redirectErrorStream(true)
            .start();
    String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    process.waitFor();
    Matcher total = TOTAL.matcher(said);
    if (!total.find()) {
      throw new IOException("jcmd gave no histogram: " + said.lines().limit(3).toList());
    }
    return Long.parseLong(total.group(1));
  }

  @Override
  public void close() throws IOException {
    connector.close();
  }
}
