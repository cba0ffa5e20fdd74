package org.ashlar.gpu.engine;

import java.util.ArrayList;
import java.util.BitSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/// Which registers are still read after each place of a kernel, so that only these outlive a stop.
final class Liveness {
  private final Map<String, Integer> numbers = new HashMap<>();
  private final List<String> names = new ArrayList<>();
  private final BitSet[] before;

  Liveness(Kernel kernel) {
    int count = kernel.steps().size();
    before = new BitSet[count + 1];
    var reads = new BitSet[count];
    var writes = new BitSet[count];
    for (int i = 0; i < count; i++) {
      var instruction = kernel.step(i).instruction();
      reads[i] = set(Registers.read(instruction));
      writes[i] = set(instruction.guard().isPresent() ? List.of() : Registers.written(instruction));
    }
    for (int i = 0; i <= count; i++) {
      before[i] = new BitSet();
    }
    boolean changed = true;
    while (changed) {
      changed = false;
      for (int i = count - 1; i >= 0; i--) {
        var live = new BitSet();
        for (int next : successors(kernel, i)) {
          live.or(before[next]);
        }
        live.andNot(writes[i]);
        live.or(reads[i]);
        if (!live.equals(before[i])) {
          before[i] = live;
          changed = true;
        }
      }
    }
  }

  static int[] successors(Kernel kernel, int i) {
    var step = kernel.step(i);
    return switch (step.kind()) {
      case BRANCH ->
          step.guard() < 0 ? new int[] {step.target()} : new int[] {step.target(), i + 1};
      case END -> step.guard() < 0 ? new int[] {} : new int[] {i + 1};
      default -> new int[] {i + 1};
    };
  }

  private BitSet set(List<String> registers) {
    var set = new BitSet();
    for (var name : registers) {
      set.set(
          numbers.computeIfAbsent(
              name,
              n -> {
                names.add(n);
                return names.size() - 1;
              }));
    }
    return set;
  }

  /// Registers that are read at an instruction or after it.
  Set<String> before(int instruction) {
    var found = new TreeSet<String>();
    before[instruction].stream().forEach(n -> found.add(names.get(n)));
    return found;
  }
}
