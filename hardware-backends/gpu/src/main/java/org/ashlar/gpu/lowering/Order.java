package org.ashlar.gpu.lowering;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.ashlar.gpu.timing.Effect;

/// The order of a block's operations: what the longest chain waits for goes first, as an assembler
/// does it. Accesses keep their order where one of them writes and nothing proves that they differ.
final class Order {
  private static final int FAR = 120;
  private static final int NEAR = 28;
  private static final int STEP = 4;

  /// How far ahead of the first that is left an operation may be taken, loads from shared memory
  /// less: what keeps results from piling up.
  private static final int SHARED_WINDOW = 12;

  private static final int WINDOW = 32;

  private Order() {}

  static List<Op> order(List<Op> ops) {
    int count = ops.size();
    var after = new ArrayList<List<Integer>>();
    var waits = new int[count];
    for (int i = 0; i < count; i++) {
      after.add(new ArrayList<>());
    }
    dependences(ops, after, waits);
    var depth = new int[count];
    for (int i = count - 1; i >= 0; i--) {
      int deepest = 0;
      for (int next : after.get(i)) {
        deepest = Math.max(deepest, depth[next]);
      }
      depth[i] = deepest + latency(ops.get(i));
    }
    var ready = new ArrayList<Integer>();
    for (int i = 0; i < count; i++) {
      if (waits[i] == 0) {
        ready.add(i);
      }
    }
    var earliest = new int[count];
    var order = new ArrayList<Op>(count);
    for (int time = 0; !ready.isEmpty(); time++) {
      int best = -1;
      int first = java.util.Collections.min(ready);
      for (int each : ready) {
        boolean near = ops.get(each).effect == Effect.LOAD && ops.get(each).shared;
        if (each > first + (near ? SHARED_WINDOW : WINDOW)) {
          continue;
        }
        if (best < 0 || better(each, best, time, earliest, depth)) {
          best = each;
        }
      }
      ready.remove((Integer) best);
      order.add(ops.get(best));
      for (int next : after.get(best)) {
        earliest[next] = Math.max(earliest[next], time + latency(ops.get(best)));
        if (--waits[next] == 0) {
          ready.add(next);
        }
      }
    }
    return order;
  }

  /// What can start now goes before what would wait; then the deeper one; then the earlier one.
  private static boolean better(int a, int b, int time, int[] earliest, int[] depth) {
    boolean aNow = earliest[a] <= time;
    boolean bNow = earliest[b] <= time;
    if (aNow != bNow) {
      return aNow;
    }
    if (!aNow && earliest[a] != earliest[b]) {
      return earliest[a] < earliest[b];
    }
    return depth[a] != depth[b] ? depth[a] > depth[b] : a < b;
  }

  private static int latency(Op op) {
    return switch (op.effect) {
      case LOAD, ATOMIC -> op.shared ? NEAR : FAR;
      case NONE ->
          switch (op.unit.port()) {
            case RARE -> 20;
            case TENSOR -> 24;
            case DOUBLE -> 8;
            default -> STEP;
          };
      case STORE, COPY_ASYNC, COMMIT_GROUP, WAIT_GROUP, BARRIER, BRANCH, FENCE -> 1;
    };
  }

  private static void dependences(List<Op> ops, List<List<Integer>> after, int[] waits) {
    Map<Integer, Integer> writer = new HashMap<>();
    Map<Integer, List<Integer>> readers = new HashMap<>();
    var memory = new ArrayList<Integer>();
    int last = ops.size() - 1;
    for (int i = 0; i <= last; i++) {
      var op = ops.get(i);
      for (int source : op.sources) {
        arrow(writer.get(source), i, after, waits);
        readers.computeIfAbsent(source, key -> new ArrayList<>()).add(i);
      }
      for (int result : op.results) {
        arrow(writer.get(result), i, after, waits);
        for (int reader : readers.getOrDefault(result, List.of())) {
          arrow(reader, i, after, waits);
        }
        writer.put(result, i);
        readers.remove(result);
      }
      if (op.memory() || op.effect != Effect.NONE) {
        for (int other : memory) {
          if (ordered(ops.get(other), op)) {
            arrow(other, i, after, waits);
          }
        }
        memory.add(i);
      }
      boolean ends = op.effect == Effect.BRANCH || op.effect == Effect.BARRIER;
      for (int other = 0; ends && other < i; other++) {
        arrow(other, i, after, waits);
      }
    }
  }

  private static boolean ordered(Op first, Op second) {
    if (!first.memory() || !second.memory()) {
      return true;
    }
    if (first.ordered && second.ordered) {
      return true;
    }
    if (!first.writes() && !second.writes() || first.shared != second.shared) {
      return false;
    }
    boolean apart =
        first.base.equals(second.base)
            && !first.base.isEmpty()
            && (first.offset + first.bytes <= second.offset
                || second.offset + second.bytes <= first.offset);
    return !apart;
  }

  private static void arrow(
      @org.jspecify.annotations.Nullable Integer from,
      int to,
      List<List<Integer>> after,
      int[] waits) {
    if (from != null && from != to && !after.get(from).contains(to)) {
      after.get(from).add(to);
      waits[to]++;
    }
  }
}
