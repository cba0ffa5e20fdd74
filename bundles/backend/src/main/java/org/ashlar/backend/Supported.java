package org.ashlar.backend;

import org.ashlar.ir.DType;
import org.ashlar.ir.Expr;
import org.ashlar.ir.Op1;
import org.ashlar.ir.Rewrite;
import org.ashlar.ir.Scalar;
import org.ashlar.ir.kernel.Buffer;
import org.ashlar.ir.kernel.Kernel;
import org.ashlar.ir.kernel.Reads;
import org.ashlar.ir.kernel.Statements;
import org.ashlar.ir.kernel.Stmt;
import org.ashlar.ir.kernel.Target;
import org.ashlar.ir.kernel.Writes;

/// The answer of a backend that takes every operation of the waist: whether the target holds a
/// kernel's dtypes, and whether its operations are defined for them.
public final class Supported {
  private final Target target;
  private String reason = "";

  private Supported(Target target) {
    this.target = target;
  }

  public static Support of(Kernel kernel, Target target) {
    var s = new Supported(target);
    kernel.parameters().forEach(s::buffer);
    Reads.of(kernel).forEach(s::buffer);
    Writes.of(kernel).forEach(s::buffer);
    Statements.visit(
        kernel.body(),
        statement -> {
          if (statement instanceof Stmt.Update u
              && !Scalar.isDefined(u.combine(), u.to().dtype())) {
            s.no(u.combine() + " is not defined for " + u.to().dtype());
          }
          Statements.expressions(statement, whole -> Rewrite.visit(whole, s::expression));
        });
    return s.reason.isEmpty()
        ? Support.YES
        : Support.no("kernel " + kernel.name() + ": " + s.reason);
  }

  private void buffer(Buffer b) {
    if (!target.dtypes().contains(b.dtype())) {
      no(b.name() + ": memory cannot hold " + b.dtype());
    }
  }

  private void expression(Expr e) {
    switch (e) {
      case Expr.Read r when !(r.of() instanceof Buffer) -> no(r.of().name() + " is no buffer");
      case Expr.Unary(var op, var x) when !Scalar.isDefined(op, x.dtype()) && op != Op1.IS_NAN ->
          no(op + " is not defined for " + x.dtype());
      case Expr.Binary(var op, var x, _) when !Scalar.isDefined(op, x.dtype()) ->
          no(op + " is not defined for " + x.dtype());
      case Expr.Cast c when c.dtype().kind() == DType.Kind.COMPLEX || c.dtype() == DType.STRING ->
          no(c.dtype() + " lives on the host only");
      default -> {}
    }
  }

  private void no(String why) {
    if (reason.isEmpty()) {
      reason = why;
    }
  }
}
