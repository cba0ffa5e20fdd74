package org.ashlar.cpu;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.ashlar.cpu.low.Instruction;
import org.ashlar.cpu.low.Register;
import org.ashlar.ir.kernel.Buffer;

/// A function or the body of a loop while it is written: what is computed once at its beginning,
/// and what follows.
final class LowScope {
  final Optional<LowScope> around;
  final int depth;

  /// The loop's index as it runs, in elements; none in a function.
  final Register counter;

  /// Computed first in each iteration.
  final List<Instruction> top = new ArrayList<>();

  final List<Instruction> items = new ArrayList<>();

  /// The index times a factor, for addresses; they run along with the counter.
  final Map<Long, Register> scaled = new LinkedHashMap<>();

  /// What has been computed in `top`, by what it is.
  final Map<Object, Register> known = new HashMap<>();

  /// What has been loaded from memory since something was last written there.
  Map<Object, Register> loaded = new HashMap<>();

  /// What indices alone make, computed in `items`, by what it is.
  Map<Object, Register> pure = new HashMap<>();

  /// Computed once before the loop.
  final List<Instruction> before = new ArrayList<>();

  /// What stands in `before`, by what it is.
  final Map<Object, Register> spread = new HashMap<>();

  /// The buffers that the loop writes.
  final Set<Buffer> written;

  LowScope(Optional<LowScope> around, Register counter, Set<Buffer> written) {
    this.around = around;
    this.written = written;
    this.depth = around.map(s -> s.depth + 1).orElse(0);
    this.counter = counter;
  }
}
