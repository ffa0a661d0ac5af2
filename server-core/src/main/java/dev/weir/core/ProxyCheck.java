package dev.weir.core;

import dev.weir.StartException;
import dev.weir.TrustedProxies;

/** Refuses what a door says about proxies if it means nothing there: it would go unheard. */
final class ProxyCheck {
  private ProxyCheck() {}

  static void check(DoorPlan door) {
    TrustedProxies proxies = door.listen().proxies();
    if (proxies.isEmpty()) {
      return;
    }
    boolean fields = proxies.fields() != TrustedProxies.Fields.NONE;
    if (door instanceof DoorPlan.Datagrams) {
      throw new StartException(
          "Door "
              + door.name()
              + " has datagrams, which come without proxies: take withProxies"
              + " away");
    }
    if (!fields && !proxies.proxyProtocol()) {
      throw new StartException(
          "Door "
              + door.name()
              + " trusts the proxies at "
              + proxies
              + ", and doesn't say how they tell who the client is: add withProxyProtocol(),"
              + " withForwarded() or withXForwarded()");
    }
    if (fields && !door.kind().equals("http")) {
      throw new StartException(
          "Door "
              + door.name()
              + " doesn't speak HTTP, and so can't read the fields of proxies: only the PROXY"
              + " protocol has a meaning there (TrustedProxies.withProxyProtocol)");
    }
  }
}
