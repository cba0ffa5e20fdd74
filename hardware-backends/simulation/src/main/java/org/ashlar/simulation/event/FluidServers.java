package org.ashlar.simulation.event;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;

/// Servers of bandwidth that flows share fairly: no flow can be faster without a slower one
/// becoming slower still (max-min fairness, by progressive filling). Rates change only when a flow
/// begins or ends, so bandwidth over time is exact and piecewise constant. Rates are bytes per unit
/// of the queue's time. For one thread.
public final class FluidServers {
  /// A thing that moves bytes: a memory, a bus, a port.
  public static final class Server {
    private final String name;
    private final double capacity;
    private double served;

    private Server(String name, double capacity) {
      this.name = name;
      this.capacity = capacity;
    }

    public String name() {
      return name;
    }

    public double capacity() {
      return capacity;
    }

    /// Bytes that went through it up to the last change of rates.
    public double served() {
      return served;
    }
  }

  private static final class Flow {
    private final List<Server> servers;
    private final double limit;
    private final Runnable done;
    private double left;
    private double rate;

    private Flow(double bytes, List<Server> servers, double limit, Runnable done) {
      this.left = bytes;
      this.servers = servers;
      this.limit = limit;
      this.done = done;
    }
  }

  private final EventQueue queue;
  private final LinkedHashSet<Flow> flows = new LinkedHashSet<>();
  private double settled;
  private long version;

  public FluidServers(EventQueue queue) {
    this.queue = queue;
  }

  public Server server(String name, double bytesPerTime) {
    if (!(bytesPerTime > 0)) {
      throw new IllegalArgumentException(name + ": bandwidth must be above 0: is " + bytesPerTime);
    }
    return new Server(name, bytesPerTime);
  }

  /// Begins to move bytes through all these servers at once.
  ///
  /// @param limit the fastest that this flow can go alone; infinite where only servers limit it
  /// @param done what happens when the last byte has moved
  public void move(double bytes, List<Server> servers, double limit, Runnable done) {
    settle();
    if (bytes <= 0) {
      queue.in(0, done);
      return;
    }
    flows.add(new Flow(bytes, List.copyOf(servers), limit, done));
    share();
  }

  private void settle() {
    double passed = queue.now() - settled;
    for (var flow : flows) {
      flow.left -= passed * flow.rate;
      flow.servers.forEach(server -> server.served += passed * flow.rate);
    }
    settled = queue.now();
  }

  /// Raises all rates together; a flow stops rising when its limit or one of its servers is full.
  private void share() {
    Map<Server, Double> room = new HashMap<>();
    for (var flow : flows) {
      flow.rate = 0;
      flow.servers.forEach(server -> room.put(server, server.capacity));
    }
    var rising = new ArrayList<>(flows);
    while (!rising.isEmpty()) {
      double rise = Double.POSITIVE_INFINITY;
      for (var flow : rising) {
        rise = Math.min(rise, flow.limit - flow.rate);
        for (var server : flow.servers) {
          long sharers = rising.stream().filter(each -> each.servers.contains(server)).count();
          rise = Math.min(rise, room.getOrDefault(server, 0.0) / sharers);
        }
      }
      for (var flow : rising) {
        flow.rate += rise;
        for (var server : flow.servers) {
          room.merge(server, -rise, Double::sum);
        }
      }
      rising.removeIf(flow -> full(flow, room));
    }
    schedule();
  }

  private static boolean full(Flow flow, Map<Server, Double> room) {
    return (flow.limit < Double.POSITIVE_INFINITY && flow.limit - flow.rate <= 1e-12 * flow.limit)
        || flow.servers.stream()
            .anyMatch(server -> room.getOrDefault(server, 0.0) <= 1e-9 * server.capacity);
  }

  private void schedule() {
    double first = Double.POSITIVE_INFINITY;
    for (var flow : flows) {
      first = Math.min(first, Math.max(0, flow.left) / flow.rate);
    }
    if (first < Double.POSITIVE_INFINITY) {
      long expected = ++version;
      queue.in(first, () -> finish(expected));
    }
  }

  private void finish(long expected) {
    if (expected != version) {
      return;
    }
    settle();
    var ended = new ArrayList<Flow>();
    flows.removeIf(flow -> {
      boolean over = flow.left <= 1e-9 * Math.max(1, flow.rate);
      if (over) {
        ended.add(flow);
      }
      return over;
    });
    share();
    ended.forEach(flow -> flow.done.run());
  }
}
