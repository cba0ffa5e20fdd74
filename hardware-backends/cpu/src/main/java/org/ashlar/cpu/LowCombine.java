package org.ashlar.cpu;

import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.ashlar.cpu.low.Instruction;
import org.ashlar.cpu.low.Op;
import org.ashlar.cpu.low.Register;
import org.ashlar.ir.DType;
import org.ashlar.ir.Expr;
import org.ashlar.ir.Op2;
import org.ashlar.ir.Rewrite;
import org.ashlar.ir.kernel.Buffer;
import org.ashlar.ir.kernel.Run;
import org.ashlar.ir.kernel.Space;
import org.ashlar.ir.kernel.Stmt;

/// Machine code for the end of a reduction: the registers of partial results become one, then its
/// lanes one number, as a tree whose order is always the same.
final class LowCombine {
  private final LowFunction f;
  private final LowStatements statements;

  LowCombine(LowFunction function, LowStatements statements) {
    this.f = function;
    this.statements = statements;
  }

  /// Whether a loop does nothing but combine the elements of buffers in registers.
  static boolean isCombination(Stmt.For loop) {
    return loop.run() != Run.CORES
        && loop.extent() instanceof Expr.Const(_, long n)
        && !updates(loop).isEmpty()
        && updates(loop).stream().allMatch(s -> isCombination(s, loop.index(), n));
  }

  private static List<Stmt> updates(Stmt.For loop) {
    return loop.body() instanceof Stmt.Seq(var all) ? all : List.of(loop.body());
  }

  private static boolean isCombination(Stmt s, Expr.Index index, long n) {
    return s instanceof Stmt.Update(var to, var at, var op, var value)
        && value instanceof Expr.Read(Buffer parts, var place)
        && parts.space() == Space.REGISTERS
        && !place.isEmpty()
        && parts.dtype() == to.dtype()
        && to.dtype() != DType.BOOL
        && isTree(op)
        && place.getLast().equals(index)
        && place.subList(0, place.size() - 1).stream().noneMatch(e -> has(e, index))
        && at.stream().noneMatch(e -> has(e, index))
        && parts.sizes().getLast().equals(Expr.of(n));
  }

  /// Writes such a loop where the elements lie in vectors; false for others.
  boolean take(Stmt.For loop) {
    if (f.lanes != 1
        || !isCombination(loop)
        || !updates(loop).stream().allMatch(s -> isInVectors((Stmt.Update) s))) {
      return false;
    }
    var sink = f.sink;
    var copies = new ArrayList<List<Instruction>>();
    for (var s : updates(loop)) {
      f.sink = new ArrayList<>();
      combine((Stmt.Update) s);
      copies.add(f.sink);
    }
    f.sink = sink;
    LowWeave.together(copies).forEach(f::add);
    return true;
  }

  private boolean isInVectors(Stmt.Update u) {
    return u.value() instanceof Expr.Read(Buffer parts, _)
        && f.homes.get(parts) instanceof LowHome.Cells cells
        && cells.lanes() > 1
        && !f.own.contains(parts);
  }

  private static boolean has(Expr e, Expr.Index index) {
    return Rewrite.free(e).contains(index);
  }

  private static boolean isTree(Op2 op) {
    return switch (op) {
      case ADD, MUL, MIN, MAX, AND, OR, XOR -> true;
      default -> false;
    };
  }

  private void combine(Stmt.Update u) {
    var read = (Expr.Read) u.value();
    var parts = (Buffer) read.of();
    var cells = (LowHome.Cells) Objects.requireNonNull(f.homes.get(parts));
    long first = first(parts, read.at());
    long n = ((Expr.Const) parts.sizes().getLast()).bits();
    var registers = new ArrayList<Register>();
    for (long at = 0; at < n; at += cells.lanes()) {
      registers.add(cells.cells().get(first + at));
    }
    f.lanes = cells.lanes();
    Register sum;
    try {
      if (n % cells.lanes() != 0) {
        registers.add(
            filled(registers.removeLast(), n % cells.lanes(), u.combine(), u.to().dtype()));
      }
      while (registers.size() > 1) {
        var half = new ArrayList<Register>();
        for (int i = 0; i + 1 < registers.size(); i += 2) {
          half.add(
              f.operations.binary(
                  u.combine(), u.to().dtype(), registers.get(i), registers.get(i + 1)));
        }
        if (registers.size() % 2 != 0) {
          half.add(registers.getLast());
        }
        registers = half;
      }
      sum = lanes(u.combine(), u.to().dtype(), registers.getFirst());
    } finally {
      f.lanes = 1;
    }
    statements.intoOne(u.to(), u.at(), u.combine(), sum, cells.lanes());
  }

  /// A register with what changes nothing in the lanes beyond the first ones.
  private Register filled(Register v, long lanes, Op2 op, DType dtype) {
    var element = LowFunction.element(dtype);
    var first = f.mask(Instruction.of(Op.M_CONSTANT).number((1L << lanes) - 1));
    var none = f.vector(Op.COPY, element, LowStatements.identity(op, dtype, element));
    return f.values.blend(first, element, v, none);
  }

  /// All lanes combined, in every lane.
  private Register lanes(Op2 op, DType dtype, Register v) {
    var element = LowFunction.element(dtype);
    for (int half = f.lanes / 2; half > 0; half /= 2) {
      var other = f.vector(Instruction.of(Op.ROTATE).shape(f.shape(element)).x(v).number(half));
      v = f.operations.binary(op, dtype, v, other);
    }
    return v;
  }

  private long first(Buffer parts, List<Expr> at) {
    var row = new ArrayList<>(at.subList(0, at.size() - 1));
    row.add(Expr.of(0));
    return Elements.number(parts, row, f.places::constant);
  }

  /// Writes one lane of a vector in registers.
  void intoLane(Buffer to, List<Expr> at, LowHome.Cells cells, Op2 op, Expr value) {
    long place = Elements.number(to, at, f.places::constant) - first(to, at);
    long lane = place % cells.lanes();
    var cell = cells.cells().get(first(to, at) + place - lane);
    if (cell == null || to.dtype() == DType.BOOL) {
      throw new Unplaceable(to, "a single place of a vector in registers is written");
    }
    var element = LowFunction.element(to.dtype());
    var shape = new org.ashlar.cpu.low.Shape(element, cells.lanes());
    var v = f.values.vector(value);
    if (op != Op2.SET) {
      var old = f.vector(Instruction.of(Op.LANE).shape(shape).x(cell).number(lane));
      v = f.operations.binary(op, to.dtype(), old, v);
    }
    var mask = f.mask(Instruction.of(Op.M_CONSTANT).number(1L << lane));
    if (!f.mask.isNone()) {
      var all = f.mask(Instruction.of(Op.M_SPREAD).x(f.mask));
      mask = f.mask(Instruction.of(Op.M_AND).x(mask).y(all));
    }
    var spread = v.isConstant() ? v : f.vector(Instruction.of(Op.SPREAD).shape(shape).x(v));
    f.add(Instruction.of(Op.BLEND).shape(shape).to(cell).x(spread).y(cell).mask(mask));
  }
}
