package org.ashlar.cpu;

import java.util.List;
import java.util.Map;
import org.ashlar.cpu.low.Instruction;
import org.ashlar.cpu.low.Op;
import org.ashlar.cpu.low.Register;
import org.ashlar.cpu.low.Shape;
import org.ashlar.ir.DType;
import org.ashlar.ir.Expr;
import org.ashlar.ir.Rewrite;
import org.ashlar.ir.kernel.Buffer;
import org.jspecify.annotations.Nullable;

/// Buffers that live in registers: which register a place is in.
final class LowCells {
  private final LowFunction f;

  LowCells(LowFunction function) {
    this.f = function;
  }

  /// The number of an element, counted in a buffer of constant sizes.
  private long number(Buffer b, List<Expr> at) {
    return Elements.number(b, at, f.places::constant);
  }

  /// The places of the first lane.
  private List<Expr> first(List<Expr> at) {
    var index = f.vector.orElseThrow().loop().index();
    return at.stream().map(e -> Rewrite.substitute(e, Map.of(index, start()))).toList();
  }

  private Expr.Const start() {
    var index = f.vector.orElseThrow().loop().index();
    if (f.indices.get(index) instanceof LowIndex.Fixed(long value)) {
      return new Expr.Const(DType.I64, value);
    }
    throw new Refused("a vector in registers at a place that is not constant");
  }

  /// The register that holds a place.
  Register cell(Buffer b, List<Expr> at, LowHome.Cells home) {
    if (f.lanes == 1 || home.lanes() == 1) {
      long n = number(b, at);
      if (home.lanes() == 1) {
        return known(b, home.cells().get(n));
      }
      long last = ((Expr.Const) b.sizes().getLast()).bits();
      long lane = n % last % home.lanes();
      var element = LowFunction.element(b.dtype());
      return f.vector(
          Instruction.of(Op.LANE)
              .shape(new Shape(element, home.lanes()))
              .x(known(b, home.cells().get(n - lane)))
              .number(lane));
    }
    return known(b, home.cells().get(number(b, f.own.contains(b) ? at : first(at))));
  }

  private static Register known(Buffer b, @Nullable Register cell) {
    if (cell == null) {
      throw new Unplaceable(b, "no register holds one of its places");
    }
    return cell;
  }

  /// Whether the lanes below the end of the loop are all that the buffer has at their places: what
  /// its register holds beyond them nobody reads.
  boolean isAllLeft(Buffer b, List<Expr> at) {
    if (f.own.contains(b)) {
      return true;
    }
    var loop = f.vector.orElseThrow().loop();
    long last = ((Expr.Const) b.sizes().getLast()).bits();
    long from = number(b, first(at)) % last;
    return start().bits() + Math.min(f.lanes, last - from) <= ((Expr.Const) loop.extent()).bits();
  }

  /// The register that a write goes to.
  Register target(Buffer b, List<Expr> at, LowHome.Cells home) {
    if (f.lanes == 1 && home.lanes() > 1) {
      throw new Refused("a single place of a vector in registers is written");
    }
    return cell(b, at, home);
  }
}
