package org.ashlar.cpu;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.ashlar.cpu.low.Instruction;
import org.ashlar.cpu.low.Register;
import org.ashlar.ir.Expr;
import org.ashlar.ir.Facts;
import org.ashlar.ir.kernel.Buffer;
import org.ashlar.ir.kernel.Stmt;

/// A vector loop: what its lanes share is computed before it.
///
/// @param before where that is written
/// @param repeats whether its vectors run in a loop, so that it pays
/// @param around what is known there
/// @param written the buffers that the loop writes
/// @param bound the locals and indices that exist before it
/// @param spread what was computed there, by what it is
record LowLanes(
    Stmt.For loop,
    List<Instruction> before,
    boolean repeats,
    Facts around,
    Set<Buffer> written,
    Set<Expr> bound,
    Map<Expr, Register> spread) {
  LowLanes(
      Stmt.For loop,
      List<Instruction> before,
      boolean repeats,
      Facts around,
      Set<Buffer> written,
      Set<Expr> bound) {
    this(loop, before, repeats, around, written, bound, new HashMap<>());
  }
}
