package dev.weir.examples.rest;

import dev.weir.TypeOf;
import dev.weir.http.Endpoint;
import dev.weir.http.HttpRoutes;
import dev.weir.http.Problem;
import dev.weir.http.Response;
import dev.weir.http.extract.Extract;
import java.util.List;
import java.util.Optional;

/** The resource: what may be done with orders over HTTP. */
final class Orders {
  private static final int MAX_PAGE = 100;

  private final OrderStore store;

  Orders(OrderStore store) {
    this.store = store;
  }

  void routes(HttpRoutes http) {
    var id = Extract.path("id", Long.class);
    var newOrder = Extract.body(NewOrder.class);
    http.get(
            "/orders",
            Endpoint.with(
                    Extract.query("from", Long.class).orElse(1L),
                    Extract.query("limit", Integer.class).orElse(20))
                .call(this::list)
                .returns(TypeOf.listOf(Order.class)))
        .post("/orders", Endpoint.with(newOrder).call(this::place).answers(201, Order.class))
        .get(
            "/orders/{id}",
            Endpoint.with(id).call(store::find).returns(TypeOf.optionalOf(Order.class)))
        .put(
            "/orders/{id}",
            Endpoint.with(id, newOrder).call(this::replace).returns(TypeOf.optionalOf(Order.class)))
        .delete("/orders/{id}", Endpoint.with(id).run(this::delete));
  }

  private List<Order> list(long from, int limit) {
    if (limit < 1 || limit > MAX_PAGE) {
      throw Problem.of(400, "The limit is from 1 to " + MAX_PAGE).toException();
    }
    return store.list(from, limit);
  }

  private Response place(NewOrder order) {
    Order placed = store.add(checked(order));
    return Response.value(placed).withStatus(201).withHeader("location", "/orders/" + placed.id());
  }

  private Optional<Order> replace(long id, NewOrder order) {
    return store.replace(id, checked(order));
  }

  private void delete(long id) {
    if (!store.remove(id)) {
      throw Problem.of(404, "There is no order " + id).toException();
    }
  }

  private static NewOrder checked(NewOrder order) {
    if (order.item() == null || order.item().isBlank()) {
      throw Problem.of(422, "An order names its item").with("path", "item").toException();
    }
    if (order.quantity() < 1) {
      throw Problem.of(422, "The quantity is at least 1").with("path", "quantity").toException();
    }
    return order;
  }
}
