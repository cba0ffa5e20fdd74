package org.ashlar.cpu;

import java.util.List;
import java.util.function.Predicate;
import org.ashlar.ir.Expr;
import org.ashlar.ir.Rewrite;
import org.ashlar.ir.kernel.Buffer;
import org.ashlar.ir.kernel.Reads;
import org.ashlar.ir.kernel.Space;
import org.ashlar.ir.kernel.Statements;
import org.ashlar.ir.kernel.Stmt;
import org.ashlar.ir.kernel.Writes;

/// How the loops of a kernel will be written, whatever the code is: in how many lanes, and which
/// once for each iteration.
interface LoopChoices {
  /// The lanes that a loop runs in; 1 for plain loops.
  int lanes(Stmt.For f);

  /// Whether the body is written once for each iteration: where that lets a buffer live in
  /// registers or locals.
  boolean isUnrolled(Stmt.For f);

  /// Whether a loop becomes a method of its own, to keep the one around it small.
  default boolean isPiece(Stmt.For f) {
    return false;
  }

  static boolean isInnermost(Stmt.For f) {
    var inner = new boolean[] {true};
    Statements.visit(f.body(), s -> inner[0] &= !(s instanceof Stmt.For));
    return inner[0];
  }

  /// Whether a statement reads or writes such a buffer.
  static boolean accesses(Stmt body, Predicate<Buffer> wanted) {
    return Writes.of(body).stream().anyMatch(wanted) || Reads.of(body).stream().anyMatch(wanted);
  }

  /// Whether a buffer in registers, of at most so many elements, is read or written at places that
  /// depend on the loop's index.
  static boolean placesRegisters(Stmt.For f, long most) {
    var found = new boolean[1];
    Statements.visit(
        f.body(),
        s -> {
          if (s instanceof Stmt.Store t) {
            found[0] |= places(t.to(), t.at(), f, most);
          } else if (s instanceof Stmt.Update u) {
            found[0] |= places(u.to(), u.at(), f, most);
          }
          Statements.expressions(
              s,
              whole ->
                  Rewrite.visit(
                      whole,
                      e -> {
                        if (e instanceof Expr.Read(Buffer b, var at)) {
                          found[0] |= places(b, at, f, most);
                        }
                      }));
        });
    return found[0];
  }

  private static boolean places(Buffer b, List<Expr> at, Stmt.For f, long most) {
    return b.space() == Space.REGISTERS
        && b.shape().isConstant()
        && b.shape().elements() <= most
        && at.stream().anyMatch(e -> Rewrite.free(e).contains(f.index()));
  }
}
