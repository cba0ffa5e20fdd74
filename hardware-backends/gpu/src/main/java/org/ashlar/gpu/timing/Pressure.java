package org.ashlar.gpu.timing;

import java.util.BitSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.IntUnaryOperator;
import org.ashlar.ptx.Entry;
import org.ashlar.ptx.Type;

/// Counts the registers that a kernel needs: the most that live at one place, after scheduling.
final class Pressure {
  /// What ptxas keeps beside: the stack pointer and what addresses need for a moment.
  private static final int FIXED = 3;

  private static final int LEAST = 16;

  private final Entry entry;
  private final List<MachineBlock> blocks;
  private final int[] blockOf;
  private final Map<Integer, Type> types = new HashMap<>();

  Pressure(
      Entry entry,
      List<MachineBlock> blocks,
      int[] blockOf,
      IntUnaryOperator find,
      Map<String, Integer> numbers) {
    this.entry = entry;
    this.blocks = blocks;
    this.blockOf = blockOf;
    entry
        .registers()
        .forEach((name, type) ->
            types.merge(
                find.applyAsInt(numbers.getOrDefault(name, 0)),
                type,
                (a, b) -> a.bits() >= b.bits() ? a : b));
  }

  int registers() {
    var in = new BitSet[blocks.size()];
    for (int i = 0; i < in.length; i++) {
      in[i] = new BitSet();
    }
    boolean changed = true;
    while (changed) {
      changed = false;
      for (int i = blocks.size() - 1; i >= 0; i--) {
        var live = out(i, in);
        walk(blocks.get(i), live);
        if (!live.equals(in[i])) {
          in[i] = live;
          changed = true;
        }
      }
    }
    int most = 0;
    for (int i = 0; i < blocks.size(); i++) {
      most = Math.max(most, walk(blocks.get(i), out(i, in)));
    }
    int limit = entry.directive("maxnreg").map(List::getFirst).orElse(255);
    return Math.clamp(most + FIXED, LEAST, Math.max(LEAST, limit));
  }

  private BitSet out(int block, BitSet[] in) {
    var live = new BitSet();
    int end = blocks.get(block).end();
    var last = entry.instructions().get(end - 1);
    boolean jumps = last.opcode().equals("bra");
    if (jumps) {
      int target = entry.target(last);
      if (target >= 0 && target < blockOf.length) {
        live.or(in[blockOf[target]]);
      }
    }
    boolean leaves = last.opcode().equals("ret") || last.opcode().equals("exit");
    boolean falls = !(jumps || leaves) || last.guard().isPresent();
    if (falls && end < blockOf.length) {
      live.or(in[blockOf[end]]);
    }
    return live;
  }

  /// Walks a block backwards, and returns the most words that live in it.
  private int walk(MachineBlock block, BitSet live) {
    int most = words(live);
    for (int i = block.operations().length - 1; i >= 0; i--) {
      var operation = block.operations()[i];
      for (int each : operation.results()) {
        live.clear(each);
      }
      for (int each : operation.sources()) {
        live.set(each);
      }
      most = Math.max(most, words(live));
    }
    return most;
  }

  private int words(BitSet live) {
    return live.stream().map(each -> MacroLowering.words(types.getOrDefault(each, Type.B32))).sum();
  }
}
