package org.ashlar.simulation;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.ashlar.simulation.event.EventQueue;
import org.ashlar.simulation.event.FluidServers;
import org.junit.jupiter.api.Test;

class FluidServersTest {
  private final EventQueue queue = new EventQueue();
  private final FluidServers servers = new FluidServers(queue);
  private final List<String> log = new ArrayList<>();

  private void move(String name, double bytes, List<FluidServers.Server> through, double limit) {
    servers.move(
        bytes, through, limit, () -> log.add(name + "@" + Math.round(queue.now() * 1000) / 1000.0));
  }

  @Test
  void twoFlowsShareAndTheLongerOneSpeedsUp() {
    var memory = servers.server("memory", 10);
    move("short", 50, List.of(memory), Double.POSITIVE_INFINITY);
    move("long", 100, List.of(memory), Double.POSITIVE_INFINITY);
    queue.run();
    assertEquals(List.of("short@10.0", "long@15.0"), log);
  }

  @Test
  void whatALimitedFlowLeavesOthersTake() {
    var memory = servers.server("memory", 10);
    move("slow", 20, List.of(memory), 2);
    move("fast", 80, List.of(memory), Double.POSITIVE_INFINITY);
    queue.run();
    assertEquals(List.of("slow@10.0", "fast@10.0"), log);
  }

  @Test
  void fairnessIsMaxMinOverSeveralServers() {
    var first = servers.server("first", 10);
    var second = servers.server("second", 4);
    move("both", 2, List.of(first, second), Double.POSITIVE_INFINITY);
    move("narrow", 2, List.of(second), Double.POSITIVE_INFINITY);
    move("wide", 8, List.of(first), Double.POSITIVE_INFINITY);
    queue.run();
    assertEquals(List.of("both@1.0", "narrow@1.0", "wide@1.0"), log);
  }

  @Test
  void noServerMovesMoreThanItCan() {
    long seed = new Random().nextLong();
    var random = new Random(seed);
    var pool = new ArrayList<FluidServers.Server>();
    for (int i = 0; i < 4; i++) {
      pool.add(servers.server("s" + i, 1 + random.nextInt(9)));
    }
    double[] sent = new double[4];
    for (int i = 0; i < 60; i++) {
      int a = random.nextInt(4);
      int b = random.nextInt(4);
      double bytes = 1 + random.nextInt(50);
      sent[a] += bytes;
      sent[b] += a == b ? 0 : bytes;
      var through = a == b ? List.of(pool.get(a)) : List.of(pool.get(a), pool.get(b));
      queue.at(random.nextInt(40), () -> move("f", bytes, through, Double.POSITIVE_INFINITY));
    }
    double end = queue.run();
    assertEquals(60, log.size(), "seed " + seed);
    for (int i = 0; i < 4; i++) {
      assertEquals(sent[i], pool.get(i).served(), 1e-3, "seed " + seed);
      assertTrue(sent[i] <= pool.get(i).capacity() * end * 1.0001, "seed " + seed);
    }
  }
}
