package dev.weir.core.routing;

import dev.weir.http.HttpMethod;
import dev.weir.http.Response;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;

/** From a request's target to its route, among few routes and among many. */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
public class RoutingBenchmark {
  @Param({"1", "100", "1000"})
  private int routes;

  private HttpRouting routing;
  private String literal;
  private String parameters;

  /** Half of the routes are literal, half have two parameters. */
  @Setup
  public void prepare() {
    RoutesBuilder builder = new RoutesBuilder("benchmark");
    for (int i = 0; i < routes; i++) {
      builder.get("/service" + i + "/status", request -> Response.ok());
      builder.get("/service" + i + "/orders/{order}/lines/{line}", request -> Response.ok());
    }
    routing = builder.compile(new FakeSetup());
    literal = "/service" + routes / 2 + "/status";
    parameters = "/service" + routes / 2 + "/orders/4711/lines/12";
  }

  /** A path without parameters. */
  @Benchmark
  public Object literal() {
    return routing.match(HttpMethod.GET, literal);
  }

  /** A path with two parameters. */
  @Benchmark
  public Object parameters() {
    return routing.match(HttpMethod.GET, parameters);
  }

  /** A path that no route has: the door's 404. */
  @Benchmark
  public Object unmatched() {
    return routing.match(HttpMethod.GET, "/nowhere/to/be/found");
  }
}
