package dev.weir.core.config;

import java.util.Locale;
import java.util.regex.Pattern;

/** How keys are called in the environment, and which variables aren't meant for the server. */
final class EnvironmentNames {
  static final String PREFIX = "WEIR_";

  /** For the command that starts the JVM; the server doesn't read it. */
  private static final String JAVA_OPTS = "WEIR_JAVA_OPTS";

  /** What Kubernetes sets in every pod for a service that is called weir or weir-something. */
  private static final Pattern KUBERNETES =
      Pattern.compile(
          "WEIR(_[A-Z0-9_]+)?_(SERVICE_HOST|SERVICE_PORT(_[A-Z0-9_]+)?|PORT"
              + "|PORT_[0-9]+_(TCP|UDP|SCTP)(_(PROTO|PORT|ADDR))?)");

  private EnvironmentNames() {}

  /** {@code weir.limits.max-body} is {@code WEIR_LIMITS_MAX_BODY}. */
  static String of(String key) {
    return key.toUpperCase(Locale.ROOT).replace('.', '_').replace('-', '_');
  }

  static boolean isForOthers(String name) {
    return name.equals(JAVA_OPTS) || KUBERNETES.matcher(name).matches();
  }
}
