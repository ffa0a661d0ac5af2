package dev.weir.http;

import dev.weir.annotation.Stable;

/** Names of fields that servers meet often, in lower case as HTTP/2 wants them. */
@Stable
public final class HeaderNames {
  public static final String ACCEPT = "accept";
  public static final String ACCEPT_ENCODING = "accept-encoding";
  public static final String ACCEPT_RANGES = "accept-ranges";
  public static final String ALLOW = "allow";
  public static final String AUTHORIZATION = "authorization";
  public static final String CACHE_CONTROL = "cache-control";
  public static final String CONNECTION = "connection";
  public static final String CONTENT_ENCODING = "content-encoding";
  public static final String CONTENT_LENGTH = "content-length";
  public static final String CONTENT_RANGE = "content-range";
  public static final String CONTENT_TYPE = "content-type";
  public static final String COOKIE = "cookie";
  public static final String DATE = "date";
  public static final String ETAG = "etag";
  public static final String EXPECT = "expect";
  public static final String HOST = "host";
  public static final String IF_MATCH = "if-match";
  public static final String IF_MODIFIED_SINCE = "if-modified-since";
  public static final String IF_NONE_MATCH = "if-none-match";
  public static final String IF_RANGE = "if-range";
  public static final String IF_UNMODIFIED_SINCE = "if-unmodified-since";
  public static final String LAST_EVENT_ID = "last-event-id";
  public static final String LAST_MODIFIED = "last-modified";
  public static final String LINK = "link";
  public static final String LOCATION = "location";
  public static final String ORIGIN = "origin";
  public static final String RANGE = "range";
  public static final String RETRY_AFTER = "retry-after";
  public static final String SERVER = "server";
  public static final String SET_COOKIE = "set-cookie";
  public static final String TE = "te";
  public static final String TRAILER = "trailer";
  public static final String TRANSFER_ENCODING = "transfer-encoding";
  public static final String UPGRADE = "upgrade";
  public static final String USER_AGENT = "user-agent";
  public static final String VARY = "vary";
  public static final String WWW_AUTHENTICATE = "www-authenticate";

  private HeaderNames() {}
}
