package org.ashlar.gpu.timing;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.ashlar.ptx.Instruction;
import org.ashlar.ptx.Operand;

/// Makes one operation of several, as the machine has it: a product and the sum that it goes into,
/// sums of three, shifts and sums, logic of three, accesses to neighbouring words.
final class Fusion {
  private static final Set<String> LOGIC = Set.of("and", "or", "xor", "not");
  private static final int MOST_BYTES = 16;

  private Fusion() {}

  /// @param uses how often instructions of the kernel read each register
  /// @param definitions how often they write it
  static void fuse(
      List<Draft> drafts, int[] uses, int[] definitions, List<Instruction> instructions) {
    Map<Integer, Draft> makers = new HashMap<>();
    Map<Integer, Integer> parts = new HashMap<>();
    drafts.forEach(each -> parts.merge(each.instruction, 1, Integer::sum));
    var gone = new java.util.HashSet<Draft>();
    for (var draft : drafts) {
      if (draft.effect == Effect.NONE) {
        for (int source : List.copyOf(draft.sources)) {
          var maker = makers.get(source);
          if (maker != null
              && !gone.contains(maker)
              && uses[source] == 1
              && definitions[source] == 1
              && fits(maker, draft, parts, instructions)) {
            draft.sources.remove((Integer) source);
            draft.sources.addAll(maker.sources);
            draft.unit = maker.unit == Unit.WIDE ? Unit.WIDE : draft.unit;
            gone.add(maker);
            break;
          }
        }
      }
      if (draft.results.size() == 1) {
        makers.put(draft.results.getFirst(), draft);
      }
    }
    // The second half of a sum of 64 bits goes with its first when a wide product takes the sum.
    var wide = new HashMap<Integer, Draft>();
    for (var draft : drafts) {
      if (draft.unit == Unit.WIDE && !gone.contains(draft)) {
        wide.putIfAbsent(draft.instruction, draft);
      } else if (wide.containsKey(draft.instruction)
          && draft.unit == Unit.ALU
          && instructions.get(draft.instruction).opcode().equals("add")) {
        gone.add(draft);
      }
    }
    drafts.removeAll(gone);
    merge(drafts, instructions);
  }

  private static boolean fits(
      Draft maker, Draft draft, Map<Integer, Integer> parts, List<Instruction> instructions) {
    var first = instructions.get(maker.instruction);
    var second = instructions.get(draft.instruction);
    if (maker.instruction == draft.instruction
        || maker.effect != Effect.NONE
        || first.guard().isPresent()
        || second.guard().isPresent()) {
      return false;
    }
    boolean sum = second.opcode().equals("add") && !Macros.type(second).isFloat();
    if (sum
        && maker.unit == Unit.WIDE
        && first.opcode().equals("mul")
        && first.suffixes().contains("wide")) {
      return true;
    }
    if (parts.getOrDefault(maker.instruction, 0) != 1
        || parts.getOrDefault(draft.instruction, 0) != 1) {
      return false;
    }
    boolean three = maker.sources.size() + draft.sources.size() - 1 <= 3;
    if (sum && maker.unit == Unit.ALU && three) {
      return first.opcode().equals("add")
          || first.opcode().equals("shl") && first.operands().get(2) instanceof Operand.Whole;
    }
    if (sum && maker.unit == Unit.IMAD && first.opcode().equals("mul")) {
      draft.unit = Unit.IMAD;
      return true;
    }
    return LOGIC.contains(first.opcode()) && LOGIC.contains(second.opcode()) && three;
  }

  /// Accesses of one kind through one base to words that follow each other become one, aligned to
  /// its size.
  private static void merge(List<Draft> drafts, List<Instruction> instructions) {
    for (int i = 0; i < drafts.size(); i++) {
      var head = drafts.get(i);
      if (!mergeable(head, instructions)) {
        continue;
      }
      for (int j = i + 1; j < drafts.size() && head.bytes < MOST_BYTES; j++) {
        var next = drafts.get(j);
        if (next.memory()
            && (next.writes() || head.writes())
            && !(next.base == head.base && next.effect == head.effect)) {
          break;
        }
        boolean follows =
            mergeable(next, instructions)
                && next.effect == head.effect
                && next.shared == head.shared
                && next.base == head.base
                && next.offset == head.offset + head.bytes
                && next.bytes <= head.bytes
                && head.bytes % next.bytes == 0;
        if (follows && aligned(head)) {
          int run = run(drafts, j, head, instructions);
          if (run > 0) {
            absorb(drafts, head, j, run);
            j--;
          }
        }
      }
    }
  }

  private static boolean mergeable(Draft draft, List<Instruction> instructions) {
    var instruction = instructions.get(draft.instruction);
    return (draft.effect == Effect.LOAD || draft.effect == Effect.STORE)
        && !draft.ordered
        && draft.base != -1
        && instruction.guard().isEmpty()
        && (instruction.opcode().equals("ld") || instruction.opcode().equals("st"))
        // ptxas cannot know that a pointer into device memory is aligned to more than its type
        && draft.shared;
  }

  private static boolean aligned(Draft head) {
    int twice = head.bytes * 2;
    return head.offset % twice == 0 && twice <= MOST_BYTES && head.alignment % twice == 0;
  }

  /// How many accesses from j on fill the second half; 0 where they do not.
  private static int run(List<Draft> drafts, int j, Draft head, List<Instruction> instructions) {
    int bytes = 0;
    int count = 0;
    for (int k = j; k < drafts.size() && bytes < head.bytes; k++) {
      var next = drafts.get(k);
      if (mergeable(next, instructions)
          && next.effect == head.effect
          && next.base == head.base
          && next.offset == head.offset + head.bytes + bytes) {
        bytes += next.bytes;
        count++;
      }
    }
    return bytes == head.bytes ? count : 0;
  }

  private static void absorb(List<Draft> drafts, Draft head, int j, int count) {
    int left = count;
    for (int k = j; left > 0; ) {
      var next = drafts.get(k);
      if (next.base == head.base
          && next.effect == head.effect
          && next.offset == head.offset + head.bytes) {
        head.bytes += next.bytes;
        head.results.addAll(next.results);
        head.sources.addAll(next.sources);
        drafts.remove(k);
        left--;
      } else {
        k++;
      }
    }
  }
}
