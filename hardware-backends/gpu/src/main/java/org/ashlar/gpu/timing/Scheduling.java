package org.ashlar.gpu.timing;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/// The order of a block's operations: what the longest chain waits for goes first, as an assembler
/// does it. Accesses keep their order where one of them writes and nothing proves that they differ.
final class Scheduling {
  private static final int FAR = 120;
  private static final int NEAR = 28;
  private static final int STEP = 4;
  private static final int AHEAD = 12;

  private Scheduling() {}

  static List<Draft> order(List<Draft> drafts) {
    var makers = makers(drafts);
    // Room for what an assembler loads ahead, beyond what the order of the text needs anyway.
    int room = new Living(drafts, makers).most() + AHEAD;
    int count = drafts.size();
    var after = new ArrayList<List<Integer>>();
    var waits = new int[count];
    for (int i = 0; i < count; i++) {
      after.add(new ArrayList<>());
    }
    dependences(drafts, after, waits);
    var depth = new int[count];
    for (int i = count - 1; i >= 0; i--) {
      int deepest = 0;
      for (int next : after.get(i)) {
        deepest = Math.max(deepest, depth[next]);
      }
      depth[i] = deepest + latency(drafts.get(i));
    }
    var ready = new ArrayList<Integer>();
    for (int i = 0; i < count; i++) {
      if (waits[i] == 0) {
        ready.add(i);
      }
    }
    var earliest = new int[count];
    var order = new ArrayList<Draft>(count);
    var living = new Living(drafts, makers);
    for (int time = 0; !ready.isEmpty(); time++) {
      int best = -1;
      for (int each : ready) {
        if (best < 0 || better(each, best, time, earliest, depth, living, room)) {
          best = each;
        }
      }
      ready.remove((Integer) best);
      order.add(drafts.get(best));
      living.issue(best);
      for (int next : after.get(best)) {
        earliest[next] = Math.max(earliest[next], time + latency(drafts.get(best)));
        if (--waits[next] == 0) {
          ready.add(next);
        }
      }
    }
    return order;
  }

  /// For each operation those of the block whose results it reads.
  private static List<List<Integer>> makers(List<Draft> drafts) {
    Map<Integer, Integer> writer = new HashMap<>();
    var makers = new ArrayList<List<Integer>>();
    for (int i = 0; i < drafts.size(); i++) {
      var mine = new ArrayList<Integer>();
      for (int source : drafts.get(i).sources) {
        var maker = writer.get(source);
        if (maker != null && !mine.contains(maker)) {
          mine.add(maker);
        }
      }
      makers.add(mine);
      for (int result : drafts.get(i).results) {
        writer.put(result, i);
      }
    }
    return makers;
  }

  /// Counts the results that somebody in the block has still to read.
  private static final class Living {
    private final List<Draft> drafts;
    private final List<List<Integer>> makers;
    private final int[] readers;
    private int now;

    private Living(List<Draft> drafts, List<List<Integer>> makers) {
      this.drafts = drafts;
      this.makers = makers;
      this.readers = new int[drafts.size()];
      makers.forEach(each -> each.forEach(maker -> readers[maker]++));
    }

    private int change(int draft) {
      int change = readers[draft] > 0 ? drafts.get(draft).results.size() : 0;
      for (int maker : makers.get(draft)) {
        if (readers[maker] == 1) {
          change -= drafts.get(maker).results.size();
        }
      }
      return change;
    }

    private void issue(int draft) {
      now += change(draft);
      makers.get(draft).forEach(maker -> readers[maker]--);
    }

    private int most() {
      int most = 0;
      for (int i = 0; i < drafts.size(); i++) {
        issue(i);
        most = Math.max(most, now);
      }
      return most;
    }
  }

  /// What can start now goes before what would wait; then the deeper one; then the earlier one.
  private static boolean better(
      int a, int b, int time, int[] earliest, int[] depth, Living living, int room) {
    boolean aFits = living.now + living.change(a) <= room || living.change(a) <= 0;
    boolean bFits = living.now + living.change(b) <= room || living.change(b) <= 0;
    if (aFits != bFits) {
      return aFits;
    }
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

  private static int latency(Draft draft) {
    return switch (draft.effect) {
      case LOAD, ATOMIC -> draft.shared ? NEAR : FAR;
      case NONE ->
          switch (draft.unit.port()) {
            case RARE -> 20;
            case TENSOR -> 24;
            case DOUBLE -> 8;
            default -> STEP;
          };
      case STORE, COPY_ASYNC, COMMIT_GROUP, WAIT_GROUP, BARRIER, BRANCH, FENCE -> 1;
    };
  }

  private static void dependences(List<Draft> drafts, List<List<Integer>> after, int[] waits) {
    Map<Integer, Integer> writer = new HashMap<>();
    Map<Integer, List<Integer>> readers = new HashMap<>();
    var memory = new ArrayList<Integer>();
    int last = drafts.size() - 1;
    for (int i = 0; i <= last; i++) {
      var draft = drafts.get(i);
      for (int source : draft.sources) {
        arrow(writer.get(source), i, after, waits);
        readers.computeIfAbsent(source, key -> new ArrayList<>()).add(i);
      }
      for (int result : draft.results) {
        arrow(writer.get(result), i, after, waits);
        for (int reader : readers.getOrDefault(result, List.of())) {
          arrow(reader, i, after, waits);
        }
        writer.put(result, i);
        readers.remove(result);
      }
      if (draft.memory() || draft.effect != Effect.NONE) {
        for (int other : memory) {
          if (ordered(drafts.get(other), draft)) {
            arrow(other, i, after, waits);
          }
        }
        memory.add(i);
      }
      boolean ends = draft.effect == Effect.BRANCH || draft.effect == Effect.BARRIER;
      for (int other = 0; ends && other < i; other++) {
        arrow(other, i, after, waits);
      }
    }
  }

  private static boolean ordered(Draft first, Draft second) {
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
        first.base == second.base
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
