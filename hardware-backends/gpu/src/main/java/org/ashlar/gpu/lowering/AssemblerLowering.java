package org.ashlar.gpu.lowering;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.ashlar.gpu.timing.Lowering;
import org.ashlar.gpu.timing.MachineBlock;
import org.ashlar.gpu.timing.MachineCode;
import org.ashlar.gpu.timing.MachineOperation;
import org.ashlar.ptx.ControlFlow;
import org.ashlar.ptx.Entry;
import org.ashlar.ptx.Instruction;
import org.ashlar.ptx.Liveness;
import org.ashlar.ptx.Variances;

/// Lowers PTX as NVIDIA's assembler does for sm_80, as far as counts and order go.
///
/// Copies, parameters and numbers become parts of operations; sums take in products, shifts and
/// sums, logic logic, addresses sums; what the machine lacks becomes the sequences of `Recipe`;
/// neighbouring accesses to shared memory become one; short branches become predicates; each block
/// is scheduled. Loops are never unrolled: programs say `nounroll`.
public final class AssemblerLowering implements Lowering {
  @Override
  public MachineCode lower(Entry entry) {
    return new Work(entry).code();
  }

  /// How many operations the text of the kernel would hold: with the ways that are rarely taken,
  /// which `lower` leaves out.
  public int length(Entry entry) {
    var work = new Work(entry);
    return work.code().size()
        + work.selector.slow.values().stream().mapToInt(Integer::intValue).sum();
  }

  /// The operations by name, for comparisons with cubins.
  public Map<String, Integer> histogram(Entry entry) {
    var work = new Work(entry);
    work.code();
    var counts = new TreeMap<String, Integer>();
    work.ordered.forEach(b -> b.forEach(o -> counts.merge(o.name, 1, Integer::sum)));
    return counts;
  }

  private static final class Work {
    private final Entry entry;
    private final ControlFlow flow;
    private final Values values;
    private final Selector selector;
    private final Variances variances;
    private final List<List<Op>> ordered = new ArrayList<>();

    private Work(Entry entry) {
      this.entry = entry;
      flow = ControlFlow.of(entry);
      var liveness = Liveness.of(entry, flow);
      variances = Variances.of(entry, flow, liveness, false);
      values = new Values(entry, flow, liveness);
      selector = new Selector(values);
    }

    private MachineCode code() {
      var operations = selector.select();
      new Divergence(entry, flow, variances, values, operations).apply();
      operations.getFirst().addFirst(new Op("MOV", 0));
      if (selector.global) {
        operations.getFirst().addFirst(new Op("ULDC", 0));
      }
      for (var block : flow.blocks()) {
        var ops = new ArrayList<Op>();
        for (int i = block.first(); i < block.end(); i++) {
          ops.addAll(operations.get(i));
        }
        ops.forEach(this::resolve);
        Merging.merge(ops);
        Merging.clear(ops);
        ordered.add(Order.order(ops));
      }
      return assemble();
    }

    /// Copies that need no operation are the register that they copy.
    private void resolve(Op op) {
      op.sources.replaceAll(this::find);
      op.results.replaceAll(this::find);
    }

    private int find(int register) {
      int at = register;
      for (int i = 0; i < 64 && selector.aliases.containsKey(at); i++) {
        at = selector.aliases.get(at);
      }
      return at;
    }

    /// Blocks of the machine end at barriers too: what is recorded stops there.
    private MachineCode assemble() {
      var blocks = new ArrayList<MachineBlock>();
      var blockOf = new int[entry.instructions().size()];
      int at = 0;
      for (var block : flow.blocks()) {
        var ops = ordered.get(block.index());
        int first = block.first();
        for (int end = first + 1; end <= block.end(); end++) {
          if (end == block.end() || barrier(entry.instructions().get(end - 1))) {
            int from = first;
            int to = end;
            var part =
                ops.stream()
                    .filter(o -> o.instruction >= from && o.instruction < to)
                    .map(Op::operation)
                    .toArray(MachineOperation[]::new);
            for (int i = from; i < to; i++) {
              blockOf[i] = blocks.size();
            }
            blocks.add(new MachineBlock(from, to, at, part));
            at += part.length;
            first = end;
          }
        }
      }
      var widths = new HashMap<Integer, Integer>();
      int limit = entry.directive("maxnreg").map(List::getFirst).orElseGet(this::room);
      int registers =
          new RegisterCount(ordered, flow, r -> widths.computeIfAbsent(r, this::words))
              .count(beside(), limit);
      return new MachineCode(entry.name(), blocks, blockOf, selector.names(), registers);
    }

    /// Registers of the subroutines for numbers out of the usual range.
    private int beside() {
      return selector.slow.entrySet().stream()
          .filter(e -> e.getValue() > 0)
          .mapToInt(e -> e.getKey().endsWith("f64") ? 10 : 4)
          .max()
          .orElse(0);
    }

    /// The registers that a block of the largest size leaves to each thread.
    private int room() {
      var threads = entry.directive("maxntid").or(() -> entry.directive("reqntid"));
      int count = threads.map(t -> t.stream().reduce(1, (a, b) -> a * b)).orElse(1);
      return Math.min(255, 65536 / Math.max(1, count) / 8 * 8);
    }

    private int words(int register) {
      if (register >= values.count()) {
        return 1;
      }
      return switch (values.type(register).bits()) {
        case 1 -> 0;
        case 64 -> 2;
        case 128 -> 4;
        default -> 1;
      };
    }

    private static boolean barrier(Instruction instruction) {
      return (instruction.opcode().equals("bar") || instruction.opcode().equals("barrier"))
          && !instruction.has("warp");
    }
  }
}
