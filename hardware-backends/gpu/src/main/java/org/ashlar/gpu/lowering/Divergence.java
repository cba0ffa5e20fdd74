package org.ashlar.gpu.lowering;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.ashlar.gpu.timing.Effect;
import org.ashlar.ptx.BasicBlock;
import org.ashlar.ptx.ControlFlow;
import org.ashlar.ptx.Entry;
import org.ashlar.ptx.Variances;

/// Decides which branches vanish because what they jump over is short, and where lanes that part
/// must meet again.
final class Divergence {
  /// What may be jumped over and is rather done under a predicate.
  private static final int SHORT = 7;

  private final Entry entry;
  private final ControlFlow flow;
  private final Variances variances;
  private final Values values;
  private final List<List<Op>> operations;

  Divergence(
      Entry entry,
      ControlFlow flow,
      Variances variances,
      Values values,
      List<List<Op>> operations) {
    this.values = values;
    this.entry = entry;
    this.flow = flow;
    this.variances = variances;
    this.operations = operations;
  }

  void apply() {
    var met = new HashSet<Integer>();
    var gone = predicate();
    for (var block : flow.blocks()) {
      int last = block.last();
      if (!gone.contains(last)
          && entry.instructions().get(last).opcode().equals("bra")
          && variances.divergent(last)
          && block.successors().size() == 2) {
        int meet = flow.immediatePostDominator(block.index());
        boolean ends = meet == flow.blocks().size() || leaves(flow.blocks().get(meet));
        boolean direct =
            flow.region(block.index()).stream().allMatch(b -> leaves(flow.blocks().get(b)));
        if (!ends && !direct && met.add(meet)) {
          int begin =
              flow.loops().stream()
                      .anyMatch(
                          l -> l.blocks().contains(block.index()) && !l.blocks().contains(meet))
                  ? Math.max(0, last - 1)
                  : last;
          operations.get(begin).addFirst(new Op("BSSY", begin));
          operations
              .get(flow.blocks().get(meet).first())
              .addFirst(new Op("BSYNC", flow.blocks().get(meet).first()));
        }
      }
    }
  }

  /// Whether nothing but the end of the thread stands in a block.
  private boolean leaves(BasicBlock block) {
    for (int i = block.first(); i < block.end(); i++) {
      for (var op : operations.get(i)) {
        if (!op.name.equals("EXIT")) {
          return false;
        }
      }
    }
    return block.successors().isEmpty();
  }

  /// The branches over one short block, or to one of two: they vanish.
  private Set<Integer> predicate() {
    var gone = new HashSet<Integer>();
    for (var block : flow.blocks()) {
      var branch = entry.instructions().get(block.last());
      if (!branch.opcode().equals("bra")
          || branch.guard().isEmpty()
          || block.successors().size() != 2) {
        continue;
      }
      int meet = flow.immediatePostDominator(block.index());
      var region = new ArrayList<>(flow.region(block.index()));
      region.remove((Integer) meet);
      boolean hammock =
          region.size() <= 2
              && region.stream()
                  .allMatch(b ->
                      flow.blocks().get(b).predecessors().equals(List.of(block.index()))
                          && flow.blocks().get(b).successors().equals(List.of(meet)));
      int size = region.stream().mapToInt(b -> size(flow.blocks().get(b))).sum();
      if (hammock
          && !region.isEmpty()
          && size <= SHORT * region.size()
          && region.stream().allMatch(b -> plain(flow.blocks().get(b)))) {
        operations.get(block.last()).removeIf(o -> o.effect == Effect.BRANCH);
        gone.add(block.last());
        for (int b : region) {
          int last = flow.blocks().get(b).last();
          if (operations.get(last).removeIf(o -> o.name.equals("BRA"))) {
            gone.add(last);
          }
        }
      }
    }
    return gone;
  }

  private int size(BasicBlock block) {
    int size = 0;
    for (int i = block.first(); i < block.end(); i++) {
      size += (int) operations.get(i).stream().filter(o -> o.effect != Effect.BRANCH).count();
    }
    return size;
  }

  /// Whether what it loads is one of several values that a register may have behind: then the
  /// assembler jumps.
  private boolean chooses(BasicBlock block) {
    for (int i = block.first(); i < block.end(); i++) {
      var opcode = entry.instructions().get(i).opcode();
      if ((opcode.equals("ld") || opcode.equals("mov"))
          && Arrays.stream(values.liveness.writes(i)).anyMatch(r -> values.maker(r) < 0)) {
        return true;
      }
    }
    return false;
  }

  private boolean plain(BasicBlock block) {
    for (int i = block.first(); i < block.end(); i++) {
      for (var op : operations.get(i)) {
        if (op.effect == Effect.BARRIER
            || op.effect == Effect.FENCE
            || op.name.equals("SHFL")
            || op.name.equals("LDG") && chooses(block)
            || op.name.equals("CALL")
            || op.name.equals("EXIT")
            || op.name.equals("VOTE")) {
          return false;
        }
      }
    }
    return true;
  }
}
