package org.ashlar.gpu.lowering;

import java.util.BitSet;
import java.util.List;
import java.util.function.IntUnaryOperator;
import org.ashlar.ptx.ControlFlow;

/// Counts the registers of a thread: the most words that live at one place, as a linear scan in
/// this order would take them.
final class RegisterCount {
  /// What the assembler takes beyond what lives: the median over the kernels of the tests.
  private static final int FIXED = 5;

  private static final int LEAST = 8;

  private final List<List<Op>> blocks;
  private final ControlFlow flow;
  private final IntUnaryOperator words;

  RegisterCount(List<List<Op>> blocks, ControlFlow flow, IntUnaryOperator words) {
    this.blocks = blocks;
    this.flow = flow;
    this.words = words;
  }

  /// @param beside what ways that are rarely taken need beside
  int count(int beside, int limit) {
    var in = new BitSet[blocks.size()];
    for (int i = 0; i < in.length; i++) {
      in[i] = new BitSet();
    }
    for (boolean changed = true; changed; ) {
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
    int even = (most + FIXED + beside + 1) / 2 * 2;
    return Math.clamp(even, LEAST, Math.max(LEAST, limit));
  }

  private BitSet out(int block, BitSet[] in) {
    var live = new BitSet();
    flow.blocks().get(block).successors().forEach(s -> live.or(in[s]));
    return live;
  }

  private int walk(List<Op> block, BitSet live) {
    int most = size(live);
    for (int i = block.size() - 1; i >= 0; i--) {
      block.get(i).results.forEach(live::clear);
      block.get(i).sources.forEach(live::set);
      most = Math.max(most, size(live));
    }
    return most;
  }

  private int size(BitSet live) {
    return live.stream().map(words).sum();
  }
}
