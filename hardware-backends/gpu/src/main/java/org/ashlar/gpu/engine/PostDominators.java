package org.ashlar.gpu.engine;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.BitSet;
import java.util.List;

/// For each branch the instruction that all ways from it pass first: where lanes that it parted
/// meet.
///
/// Instructions are nodes, the end of the program the last. After Cooper, Harvey and Kennedy, "A
/// simple, fast dominance algorithm", 2001, on the reversed graph.
final class PostDominators {
  private PostDominators() {}

  /// @param successors of each instruction; the number of instructions is the end
  /// @return the immediate post-dominator of each; the end where there is no other
  static int[] of(List<int[]> successors) {
    int end = successors.size();
    var from = new ArrayList<List<Integer>>();
    for (int i = 0; i <= end; i++) {
      from.add(new ArrayList<>());
    }
    for (int i = 0; i < end; i++) {
      for (int next : successors.get(i)) {
        from.get(next).add(i);
      }
    }
    var order = order(from, end);
    var rank = new int[end + 1];
    Arrays.fill(rank, -1);
    for (int i = 0; i < order.size(); i++) {
      rank[order.get(i)] = i;
    }
    var dominator = new int[end + 1];
    Arrays.fill(dominator, -1);
    dominator[end] = end;
    boolean changed = true;
    while (changed) {
      changed = false;
      for (int node : order) {
        if (node == end) {
          continue;
        }
        int found = -1;
        for (int next : successors.get(node)) {
          if (dominator[next] >= 0) {
            found = found < 0 ? next : common(found, next, dominator, rank);
          }
        }
        if (found >= 0 && dominator[node] != found) {
          dominator[node] = found;
          changed = true;
        }
      }
    }
    for (int i = 0; i <= end; i++) {
      if (dominator[i] < 0) {
        // No way leads to the end.
        dominator[i] = end;
      }
    }
    return dominator;
  }

  private static int common(int a, int b, int[] dominator, int[] rank) {
    while (a != b) {
      while (rank[a] > rank[b]) {
        a = dominator[a];
      }
      while (rank[b] > rank[a]) {
        b = dominator[b];
      }
    }
    return a;
  }

  /// Reverse postorder from the end against the arrows.
  private static List<Integer> order(List<List<Integer>> from, int end) {
    var seen = new BitSet();
    var post = new ArrayList<Integer>();
    var stack = new ArrayList<int[]>();
    stack.add(new int[] {end, 0});
    seen.set(end);
    while (!stack.isEmpty()) {
      var top = stack.getLast();
      var next = from.get(top[0]);
      if (top[1] < next.size()) {
        int node = next.get(top[1]++);
        if (!seen.get(node)) {
          seen.set(node);
          stack.add(new int[] {node, 0});
        }
      } else {
        post.add(top[0]);
        stack.removeLast();
      }
    }
    return post.reversed();
  }
}
