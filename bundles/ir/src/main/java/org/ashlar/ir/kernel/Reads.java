package org.ashlar.ir.kernel;

import java.util.LinkedHashSet;
import java.util.Set;
import org.ashlar.ir.Expr;
import org.ashlar.ir.Rewrite;

/// The buffers that a kernel reads. An `Update` reads what it combines into.
public final class Reads {
  private Reads() {}

  public static Set<Buffer> of(Kernel kernel) {
    return of(kernel.body());
  }

  /// The buffers, of any space, that a statement reads.
  public static Set<Buffer> of(Stmt body) {
    var read = new LinkedHashSet<Buffer>();
    Statements.visit(
        body,
        s -> {
          Statements.expressions(
              s,
              whole ->
                  Rewrite.visit(
                      whole,
                      e -> {
                        if (e instanceof Expr.Read r && r.of() instanceof Buffer b) {
                          read.add(b);
                        }
                      }));
          switch (s) {
            case Stmt.Update u -> read.add(u.to());
            case Stmt.Copy c -> read.add(c.from().of());
            case Stmt.Multiply m -> {
              read.add(m.acc().of());
              read.add(m.a().of());
              read.add(m.b().of());
            }
            case Stmt.For _, Stmt.If _, Stmt.Store _, Stmt.Alloc _, Stmt.Seq _ -> {}
          }
        });
    return read;
  }
}
