package org.ashlar.ir.kernel;

import java.util.ArrayList;
import java.util.List;
import org.ashlar.ir.Axis;
import org.ashlar.ir.Expr;
import org.ashlar.ir.text.Printer;

/// Writes kernels and statements. The body of an `alloc` is the rest of its block, or where more
/// follows it, indented.
final class StmtText {
  private final Printer out;

  StmtText(Printer out) {
    this.out = out;
  }

  void kernel(Kernel kernel, int indent) {
    out.words("kernel ").name(kernel.name());
    KernelText.sizes(out, kernel.sizes());
    out.words("(").list(kernel.parameters(), b -> KernelText.buffer(out, b)).words(")");
    block(kernel.body(), indent + 2);
  }

  /// The statements of a block, each on a line of its own.
  void block(Stmt body, int indent) {
    if (body instanceof Stmt.Seq(var statements) && statements.size() != 1) {
      statements(statements, indent);
    } else {
      statement(body, indent, true);
    }
  }

  private void statements(List<Stmt> statements, int indent) {
    for (int i = 0; i < statements.size(); i++) {
      statement(statements.get(i), indent, i == statements.size() - 1);
    }
  }

  private void statement(Stmt s, int indent, boolean last) {
    out.line(indent);
    switch (s) {
      case Stmt.For(var index, var extent, var run, var body) -> {
        out.words("for ").name(index.name()).words(" < ").expr(extent);
        if (run != Run.SERIAL) {
          out.words(" " + run);
        }
        block(body, indent + 2);
      }
      case Stmt.If(var when, var then, var otherwise) -> {
        out.words("if ").expr(when);
        block(then, indent + 2);
        if (!otherwise.equals(Stmt.Seq.NOTHING)) {
          out.line(indent).words("else");
          block(otherwise, indent + 2);
        }
      }
      case Stmt.Store(var to, var at, var value) ->
          place(to, at).words(" =").value(value, indent + 4);
      case Stmt.Update(var to, var at, var combine, var value) ->
          place(to, at).words(" " + combine + "=").value(value, indent + 4);
      case Stmt.Alloc(var buffer, var body) -> {
        KernelText.buffer(out.words("alloc "), buffer);
        if (last || !body.equals(Stmt.Seq.NOTHING)) {
          block(body, last ? indent : indent + 2);
        } else {
          out.line(indent + 2).words("seq");
        }
      }
      case Stmt.Copy(var to, var from, var outside) -> {
        place(out.words("copy "), to);
        over(to.over());
        place(out.words(" = "), from);
        if (!from.over().equals(to.over())) {
          over(from.over());
        }
        out.words(" outside ").expr(outside);
      }
      case Stmt.Multiply m -> multiply(m);
      case Stmt.Seq seq -> {
        out.words("seq");
        statements(seq.body(), indent + 2);
      }
    }
  }

  /// `multiply acc[i, j] += a[i, k] * b[k, j] over i < 4, j < 8, r < 1, k < 16` where the tiles
  /// share their indices, else each tile with its own: `multiply c[i, j] over … += a[p, q] over …
  /// by b[u, v] over …`.
  private void multiply(Stmt.Multiply m) {
    var axes = sharedAxes(m);
    place(out.words("multiply "), m.acc());
    if (axes.isEmpty()) {
      over(m.acc().over());
    }
    place(out.words(" += "), m.a());
    if (axes.isEmpty()) {
      over(m.a().over());
    }
    place(out.words(axes.isEmpty() ? " by " : " * "), m.b());
    over(axes.isEmpty() ? m.b().over() : axes);
  }

  /// The axes i, j, r, k of a product whose tiles agree in them; else none.
  static List<Axis> sharedAxes(Stmt.Multiply m) {
    var axes = new ArrayList<>(m.acc().over());
    axes.add(m.a().over().get(0));
    axes.add(m.a().over().get(2));
    boolean shared =
        m.a().over().get(1).equals(axes.get(0))
            && m.b().over().equals(List.of(axes.get(2), axes.get(3), axes.get(1)))
            && axes.stream().map(Axis::index).distinct().count() == 4;
    return shared ? axes : List.of();
  }

  private void over(List<Axis> axes) {
    if (!axes.isEmpty()) {
      out.words(" over ").list(axes, out::axis);
    }
  }

  private Printer place(Printer before, Tile tile) {
    return before.name(tile.of().name()).words("[").exprs(tile.at()).words("]");
  }

  private Printer place(Buffer to, List<Expr> at) {
    return out.name(to.name()).words("[").exprs(at).words("]");
  }
}
