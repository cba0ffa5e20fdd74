package org.ashlar.ptx;

import java.util.ArrayList;
import java.util.BitSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/// Which registers hold values that are still read, before and after each block and instruction.
///
/// Registers are numbered in the order of the entry's map. An instruction under a guard may leave
/// its result as it was, so it does not end the life of what was there.
public final class Liveness {
  private final ControlFlow flow;
  private final List<String> names;
  private final Map<String, Integer> numbers = new HashMap<>();
  private final List<int[]> reads = new ArrayList<>();
  private final List<int[]> writes = new ArrayList<>();
  private final boolean[] partial;
  private final BitSet[] in;
  private final BitSet[] out;

  private Liveness(Entry entry, ControlFlow flow) {
    this.flow = flow;
    names = List.copyOf(entry.registers().keySet());
    names.forEach(n -> numbers.put(n, numbers.size()));
    partial = new boolean[entry.instructions().size()];
    for (int i = 0; i < partial.length; i++) {
      var instruction = entry.instructions().get(i);
      var form = Forms.standard().form(instruction);
      reads.add(form.reads(instruction).stream().mapToInt(numbers::get).toArray());
      writes.add(form.writes(instruction).stream().mapToInt(numbers::get).toArray());
      partial[i] = instruction.guard().isPresent();
    }
    in = new BitSet[flow.blocks().size()];
    out = new BitSet[in.length];
    solve();
  }

  /// The liveness of an entry that is verified.
  public static Liveness of(Entry entry, ControlFlow flow) {
    return new Liveness(entry, flow);
  }

  /// The names of the registers by their numbers.
  public List<String> registers() {
    return names;
  }

  /// The number of a register.
  public int number(String register) {
    return Objects.requireNonNull(numbers.get(register));
  }

  /// The registers that an instruction reads.
  public int[] reads(int instruction) {
    return reads.get(instruction).clone();
  }

  /// The registers that an instruction writes.
  public int[] writes(int instruction) {
    return writes.get(instruction).clone();
  }

  /// What is live where a block begins.
  public BitSet in(int block) {
    return (BitSet) in[block].clone();
  }

  /// What is live where a block ends.
  public BitSet out(int block) {
    return (BitSet) out[block].clone();
  }

  /// What is live after an instruction.
  public BitSet after(int instruction) {
    var block = flow.blocks().get(flow.blockOf(instruction));
    var live = out(block.index());
    for (int i = block.last(); i > instruction; i--) {
      before(i, live);
    }
    return live;
  }

  private void before(int instruction, BitSet live) {
    if (!partial[instruction]) {
      for (int w : writes.get(instruction)) {
        live.clear(w);
      }
    }
    for (int r : reads.get(instruction)) {
      live.set(r);
    }
  }

  private void solve() {
    for (int b = 0; b < in.length; b++) {
      in[b] = new BitSet();
      out[b] = new BitSet();
    }
    for (boolean changed = true; changed; ) {
      changed = false;
      for (int b = in.length - 1; b >= 0; b--) {
        var block = flow.blocks().get(b);
        block.successors().forEach(s -> out[block.index()].or(in[s]));
        var live = out(b);
        for (int i = block.last(); i >= block.first(); i--) {
          before(i, live);
        }
        if (!live.equals(in[b])) {
          in[b] = live;
          changed = true;
        }
      }
    }
  }
}
