package org.ashlar.ir.kernel;

import java.util.HashSet;
import java.util.Optional;
import java.util.Set;
import org.ashlar.ir.Expr;
import org.ashlar.ir.Facts;
import org.ashlar.ir.Simplify;
import org.ashlar.ir.Text;

/// What the mark of a loop asks of its body.
///
/// SERIAL asks nothing, UNROLLED a constant extent: both keep the order of iterations. The others
/// may run iterations at once, so these must be independent ({@link Dependences}), and memory of
/// one worker must not be seen by others: REGISTERS and SCRATCH not across CORES or BLOCKS, SHARED
/// not across BLOCKS, REGISTERS across THREADS only where the index of the loop is one of the
/// places, so that each thread has its own.
final class Marks {
  private Marks() {}

  /// Why the loop may not run as it is marked; empty where it may.
  static Optional<String> why(Stmt.For loop, Facts outside) {
    return switch (loop.run()) {
      case SERIAL -> Optional.empty();
      case UNROLLED ->
          Simplify.of(loop.extent()) instanceof Expr.Const
              ? Optional.empty()
              : Optional.of("the extent must be constant: " + Text.of(loop.extent()));
      case VECTOR -> conflict(loop, outside);
      case CORES ->
          hidden(loop, Set.of(Space.REGISTERS, Space.SCRATCH)).or(() -> conflict(loop, outside));
      case BLOCKS ->
          hidden(loop, Set.of(Space.REGISTERS, Space.SCRATCH, Space.SHARED))
              .or(() -> conflict(loop, outside));
      case THREADS -> ownRegisters(loop).or(() -> conflict(loop, outside));
    };
  }

  private static Optional<String> conflict(Stmt.For loop, Facts outside) {
    return Dependences.of(loop, outside)
        .map(c ->
            "iterations may touch one place of "
                + c.first().of().name()
                + " ("
                + c
                + "), so they must run in order");
  }

  private static Optional<String> hidden(Stmt.For loop, Set<Space> spaces) {
    var outer = new HashSet<>(Writes.of(loop.body()));
    outer.addAll(Reads.of(loop.body()));
    outer.removeAll(Dependences.allocated(loop.body()));
    return outer.stream()
        .filter(b -> spaces.contains(b.space()))
        .map(Buffer::name)
        .sorted()
        .findFirst()
        .map(name ->
            name
                + " lies in the memory of one worker and is allocated outside the loop: allocate it inside");
  }

  private static Optional<String> ownRegisters(Stmt.For loop) {
    var own = Dependences.allocated(loop.body());
    return Accesses.of(loop.body()).stream()
        .filter(a ->
            a.of().space() == Space.REGISTERS
                && !own.contains(a.of())
                && !a.at().contains(loop.index()))
        .findFirst()
        .map(a ->
            a.of().name()
                + " lies in registers of one thread, but "
                + a
                + " has no place "
                + loop.index().name());
  }
}
