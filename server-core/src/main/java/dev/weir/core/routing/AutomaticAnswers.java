package dev.weir.core.routing;

import dev.weir.http.HeaderNames;
import dev.weir.http.HttpHandler;
import dev.weir.http.HttpMethod;
import dev.weir.http.Problem;
import dev.weir.http.Request;
import dev.weir.http.Response;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.Collectors;

/** What the server answers by itself (RFC 9110, sections 9.3.7, 15.5.5 and 15.5.6). */
final class AutomaticAnswers {
  /** In the order people expect; others follow by name. */
  private static final List<HttpMethod> KNOWN =
      List.of(
          HttpMethod.GET,
          HttpMethod.HEAD,
          HttpMethod.POST,
          HttpMethod.PUT,
          HttpMethod.PATCH,
          HttpMethod.DELETE,
          HttpMethod.OPTIONS);

  private final AtomicReference<RouteTree> routes;

  /** Over a tree that is there once requests come. */
  AutomaticAnswers(AtomicReference<RouteTree> routes) {
    this.routes = routes;
  }

  HttpHandler notFound() {
    Response answer = Response.problem(Problem.of(404));
    return request -> answer;
  }

  /** 405 with {@code Allow}. */
  HttpHandler refusal() {
    return request ->
        Response.problem(
                Problem.of(405, "This resource doesn't take the method " + request.method()))
            .withHeader(HeaderNames.ALLOW, allowed(request));
  }

  /** 204 with {@code Allow}. */
  HttpHandler options() {
    return request -> Response.noContent().withHeader(HeaderNames.ALLOW, allowed(request));
  }

  /** 204 with all methods of the door. */
  HttpHandler serverOptions(List<RouteDefinition> definitions) {
    TreeSet<HttpMethod> methods = new TreeSet<>(AutomaticAnswers::inOrder);
    methods.add(HttpMethod.OPTIONS);
    for (RouteDefinition definition : definitions) {
      if (definition.method() != null) {
        methods.add(definition.method());
      }
    }
    if (methods.contains(HttpMethod.GET)) {
      methods.add(HttpMethod.HEAD);
    }
    Response answer = Response.noContent().withHeader(HeaderNames.ALLOW, write(methods));
    return request -> answer;
  }

  /** Of all patterns that match: each of them would have been taken for its methods. */
  private String allowed(Request request) {
    TreeSet<HttpMethod> methods = new TreeSet<>(AutomaticAnswers::inOrder);
    RouteTree tree = Objects.requireNonNull(routes.get());
    tree.forEachMatching(request.path(), found -> found.collectMethods(methods));
    return write(methods);
  }

  private static String write(Set<HttpMethod> methods) {
    return methods.stream().map(HttpMethod::name).collect(Collectors.joining(", "));
  }

  private static int inOrder(HttpMethod one, HttpMethod other) {
    int byPlace = Integer.compare(place(one), place(other));
    return byPlace != 0 ? byPlace : one.name().compareTo(other.name());
  }

  private static int place(HttpMethod method) {
    int place = KNOWN.indexOf(method);
    return place < 0 ? KNOWN.size() : place;
  }
}
