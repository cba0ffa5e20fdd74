package org.ashlar.ir.kernel;

import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.ashlar.ir.DType;
import org.ashlar.ir.Expr;
import org.ashlar.ir.Op2;
import org.ashlar.ir.Rewrite;

/// An operand of 8-bit integers, and what is taken from each.
record ByteOperand(Expr.Read read, Strided place, Expr zero) {
  static Optional<ByteOperand> of(Expr e, Map<Expr.Index, Long> extents, Set<Expr.Index> summed) {
    return switch (e) {
      case Expr.Binary(var op, Expr.Cast c, var zero)
          when op == Op2.SUB && Rewrite.free(zero).stream().noneMatch(summed::contains) ->
          of(c, zero, extents);
      case Expr.Cast c -> of(c, Expr.of(DType.I32, 0), extents);
      default -> Optional.empty();
    };
  }

  private static Optional<ByteOperand> of(Expr.Cast c, Expr zero, Map<Expr.Index, Long> extents) {
    boolean isByte =
        c.mode() == Expr.Mode.CONVERT
            && c.dtype() == DType.I32
            && (c.x().dtype() == DType.I8 || c.x().dtype() == DType.U8);
    return isByte
            && c.x() instanceof Expr.Read read
            && read.of() instanceof Buffer b
            && b.space() != Space.REGISTERS
        ? Strided.of(b, read.at(), extents)
            .filter(s -> b.shape().elements() < Product.MOST_ELEMENTS)
            .map(s -> new ByteOperand(read, s, zero))
        : Optional.empty();
  }
}
