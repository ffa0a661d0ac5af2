package dev.weir.core.http;

import org.jspecify.annotations.Nullable;

/** Names of fields that come often, so that reading one costs no new string. */
public final class KnownNames {
  private static final int MASK = 255;
  private static final String[] TABLE = new String[MASK + 1];

  private static final String[] NAMES = {
    "Host",
    "User-Agent",
    "Accept",
    "Accept-Encoding",
    "Accept-Language",
    "Connection",
    "Content-Type",
    "Content-Length",
    "Content-Encoding",
    "Transfer-Encoding",
    "Cookie",
    "Origin",
    "Referer",
    "Authorization",
    "Cache-Control",
    "If-None-Match",
    "If-Modified-Since",
    "If-Match",
    "Range",
    "Expect",
    "Upgrade",
    "Pragma",
    "DNT",
    "TE",
    "Trailer",
    "Date",
    "Forwarded",
    "X-Forwarded-For",
    "X-Forwarded-Proto",
    "X-Forwarded-Host",
    "X-Real-IP",
    "X-Request-ID",
    "X-Requested-With",
    "Traceparent",
    "Tracestate",
    "Upgrade-Insecure-Requests",
    "Sec-Fetch-Site",
    "Sec-Fetch-Mode",
    "Sec-Fetch-Dest",
    "Sec-Fetch-User",
    "Sec-CH-UA",
    "Sec-CH-UA-Mobile",
    "Sec-CH-UA-Platform",
    "Priority",
    "Idempotency-Key"
  };

  static {
    for (String name : NAMES) {
      put(name);
      put(name.toLowerCase(java.util.Locale.ROOT));
    }
  }

  private KnownNames() {}

  private static void put(String name) {
    int slot = slot(name.charAt(0), name.charAt(name.length() - 1), name.length());
    while (TABLE[slot] != null) {
      slot = slot + 1 & MASK;
    }
    TABLE[slot] = name;
  }

  private static int slot(int first, int last, int length) {
    return (first * 31 + last) * 31 + length & MASK;
  }

  /** The name spelt just so, or null. */
  public static @Nullable String find(byte[] array, int from, int to) {
    int length = to - from;
    int slot = slot(array[from], array[to - 1], length);
    for (String name = TABLE[slot]; name != null; name = TABLE[slot]) {
      if (name.length() == length && spells(array, from, name)) {
        return name;
      }
      slot = slot + 1 & MASK;
    }
    return null;
  }

  private static boolean spells(byte[] array, int from, String name) {
    for (int i = 0; i < name.length(); i++) {
      if (array[from + i] != name.charAt(i)) {
        return false;
      }
    }
    return true;
  }
}
