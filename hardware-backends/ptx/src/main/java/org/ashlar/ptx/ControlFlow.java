package org.ashlar.ptx;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.BitSet;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/// The blocks of an entry, what dominates them, and its loops.
///
/// The end of a thread counts as one more block, of index `blocks().size()`. Blocks that never end
/// get an edge to it, so that every block has an immediate post-dominator.
public final class ControlFlow {
  private final Entry entry;
  private final List<BasicBlock> blocks = new ArrayList<>();
  private final int[] blockOf;
  private final int[] dominators;
  private final int[] postDominators;
  private final List<Loop> loops;

  private ControlFlow(Entry entry) {
    this.entry = entry;
    blockOf = new int[entry.instructions().size()];
    cut();
    int exit = blocks.size();
    var forward = new ArrayList<List<Integer>>();
    for (var block : blocks) {
      forward.add(block.successors());
    }
    dominators = dominators(forward, 0);
    postDominators = dominators(reversed(exit), exit);
    loops = findLoops();
  }

  /// The control flow of an entry.
  public static ControlFlow of(Entry entry) {
    return new ControlFlow(entry);
  }

  /// The blocks, in order of the text.
  public List<BasicBlock> blocks() {
    return java.util.Collections.unmodifiableList(blocks);
  }

  /// The block that an instruction stands in.
  public int blockOf(int instruction) {
    return blockOf[instruction];
  }

  /// The block through which every way to this one goes last; -1 for the first, and for blocks
  /// nothing leads to.
  public int immediateDominator(int block) {
    return dominators[block] == block ? -1 : dominators[block];
  }

  /// The block through which every way from this one goes next; the number of blocks for the end of
  /// the thread.
  public int immediatePostDominator(int block) {
    return postDominators[block];
  }

  /// The instruction where the ways from a branch meet again; the number of instructions for the
  /// end.
  public int reconvergence(int branch) {
    int block = postDominators[blockOf[branch]];
    return block == blocks.size() ? entry.instructions().size() : blocks.get(block).first();
  }

  /// Whether every way to the second block goes through the first.
  public boolean dominates(int first, int second) {
    for (int at = second; ; at = dominators[at]) {
      if (at == first) {
        return true;
      }
      if (at < 0 || dominators[at] == at) {
        return false;
      }
    }
  }

  /// All natural loops, outer ones first.
  public List<Loop> loops() {
    return loops;
  }

  /// How many loops a block lies in.
  public int depth(int block) {
    return (int) loops.stream().filter(l -> l.blocks().contains(block)).count();
  }

  /// The blocks between a branch and where its ways meet again.
  public Set<Integer> region(int block) {
    int meet = postDominators[block];
    var region = new TreeSet<Integer>();
    var work = new ArrayDeque<>(blocks.get(block).successors());
    while (!work.isEmpty()) {
      int at = work.pop();
      if (at != meet && region.add(at)) {
        work.addAll(blocks.get(at).successors());
      }
    }
    return region;
  }

  private static boolean ends(Instruction instruction) {
    return switch (instruction.opcode()) {
      case "ret", "exit", "trap" -> true;
      default -> false;
    };
  }

  private void cut() {
    var code = entry.instructions();
    var starts = new TreeSet<Integer>();
    starts.add(0);
    starts.addAll(entry.labels().values());
    for (int i = 0; i < code.size(); i++) {
      if (code.get(i).opcode().equals("bra") || ends(code.get(i))) {
        starts.add(i + 1);
      }
    }
    starts.remove(code.size());
    var firsts = new ArrayList<>(starts);
    for (int b = 0; b < firsts.size(); b++) {
      int end = b + 1 < firsts.size() ? firsts.get(b + 1) : code.size();
      Arrays.fill(blockOf, firsts.get(b), end, b);
    }
    var successors = new ArrayList<List<Integer>>();
    var predecessors = new ArrayList<List<Integer>>();
    firsts.forEach(_ -> predecessors.add(new ArrayList<>()));
    for (int b = 0; b < firsts.size(); b++) {
      int end = b + 1 < firsts.size() ? firsts.get(b + 1) : code.size();
      var last = code.get(end - 1);
      var next = new ArrayList<Integer>();
      if (last.opcode().equals("bra")) {
        next.add(blockOf[entry.target(last)]);
      }
      boolean stops = last.guard().isEmpty() && (last.opcode().equals("bra") || ends(last));
      if (!stops && end < code.size() && !next.contains(b + 1)) {
        next.add(b + 1);
      }
      int at = b;
      next.forEach(n -> predecessors.get(n).add(at));
      successors.add(next);
    }
    for (int b = 0; b < firsts.size(); b++) {
      int end = b + 1 < firsts.size() ? firsts.get(b + 1) : code.size();
      blocks.add(new BasicBlock(b, firsts.get(b), end, successors.get(b), predecessors.get(b)));
    }
  }

  /// The edges turned round, with the end of the thread as one more block.
  private List<List<Integer>> reversed(int exit) {
    var edges = new ArrayList<List<Integer>>();
    for (int b = 0; b <= exit; b++) {
      edges.add(new ArrayList<>());
    }
    for (var block : blocks) {
      block.successors().forEach(s -> edges.get(s).add(block.index()));
      if (ends(entry.instructions().get(block.last()))) {
        edges.get(exit).add(block.index());
      }
    }
    // What cannot reach the end would have no post-dominator: the last such block is said to reach
    // it.
    for (int b = exit - 1; b >= 0; b--) {
      if (!reached(edges, exit).get(b)) {
        edges.get(exit).add(b);
      }
    }
    return edges;
  }

  private static BitSet reached(List<List<Integer>> edges, int from) {
    var seen = new BitSet();
    var work = new ArrayDeque<Integer>();
    work.push(from);
    while (!work.isEmpty()) {
      int at = work.pop();
      if (!seen.get(at)) {
        seen.set(at);
        work.addAll(edges.get(at));
      }
    }
    return seen;
  }

  /// Immediate dominators by Cooper, Harvey and Kennedy, "A simple, fast dominance algorithm"; -1
  /// where nothing leads.
  private static int[] dominators(List<List<Integer>> edges, int root) {
    var order = postOrder(edges, root);
    var number = new int[edges.size()];
    Arrays.fill(number, -1);
    for (int i = 0; i < order.size(); i++) {
      number[order.get(i)] = i;
    }
    var predecessors = new ArrayList<List<Integer>>();
    edges.forEach(_ -> predecessors.add(new ArrayList<>()));
    for (int from = 0; from < edges.size(); from++) {
      for (int to : edges.get(from)) {
        predecessors.get(to).add(from);
      }
    }
    var result = new int[edges.size()];
    Arrays.fill(result, -1);
    result[root] = root;
    for (boolean changed = true; changed; ) {
      changed = false;
      for (int i = order.size() - 2; i >= 0; i--) {
        int at = order.get(i);
        int best = -1;
        for (int p : predecessors.get(at)) {
          if (result[p] >= 0) {
            best = best < 0 ? p : meet(best, p, result, number);
          }
        }
        if (best != result[at]) {
          result[at] = best;
          changed = true;
        }
      }
    }
    return result;
  }

  private static int meet(int a, int b, int[] dominators, int[] number) {
    while (a != b) {
      while (number[a] < number[b]) {
        a = dominators[a];
      }
      while (number[b] < number[a]) {
        b = dominators[b];
      }
    }
    return a;
  }

  private static List<Integer> postOrder(List<List<Integer>> edges, int root) {
    var order = new ArrayList<Integer>();
    var seen = new BitSet();
    var stack = new ArrayDeque<int[]>();
    stack.push(new int[] {root, 0});
    seen.set(root);
    while (!stack.isEmpty()) {
      var top = stack.peek();
      var next = edges.get(top[0]);
      if (top[1] < next.size()) {
        int to = next.get(top[1]++);
        if (!seen.get(to)) {
          seen.set(to);
          stack.push(new int[] {to, 0});
        }
      } else {
        order.add(top[0]);
        stack.pop();
      }
    }
    return order;
  }

  private List<Loop> findLoops() {
    // Loops of one header are one loop.
    var bodies = new TreeMap<Integer, Set<Integer>>();
    for (var block : blocks) {
      for (int header : block.successors()) {
        if (dominators[block.index()] >= 0 && dominates(header, block.index())) {
          bodies
              .computeIfAbsent(header, h -> new HashSet<>(Set.of(h)))
              .addAll(body(header, block.index()));
        }
      }
    }
    var list = new ArrayList<Loop>();
    bodies.forEach((header, body) -> {
      int depth = (int) bodies.values().stream().filter(o -> o.containsAll(body)).count();
      var first = blocks.get(header);
      boolean nounroll =
          entry.nounroll().stream().anyMatch(i -> i >= first.first() && i < first.end());
      list.add(new Loop(header, body, depth, nounroll));
    });
    list.sort(java.util.Comparator.comparingInt(Loop::depth).thenComparingInt(Loop::header));
    return List.copyOf(list);
  }

  private Set<Integer> body(int header, int latch) {
    var body = new HashSet<>(Set.of(header));
    var work = new ArrayDeque<>(List.of(latch));
    while (!work.isEmpty()) {
      int at = work.pop();
      if (body.add(at)) {
        work.addAll(blocks.get(at).predecessors());
      }
    }
    return body;
  }
}
