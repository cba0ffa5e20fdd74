package org.ashlar.ir.text;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.ashlar.ir.Axis;
import org.ashlar.ir.DType;
import org.ashlar.ir.Expr;
import org.ashlar.ir.Op1;
import org.ashlar.ir.Operand;
import org.ashlar.ir.Shape;
import org.ashlar.ir.TensorType;
import org.ashlar.ir.Type;

/// Writes expressions and types, and remembers which sizes it has said the bounds of: `n:1..64` at
/// first, then `n`.
///
/// Iterative and linear in the nodes, whatever the depth.
public final class Printer {
  private static final int INLINE = -1;

  private final StringBuilder out = new StringBuilder();
  private final Map<String, Expr.Size> declared = new HashMap<>();

  /// What is still to be written.
  private sealed interface Piece {
    record Words(String text) implements Piece {}

    record Part(Expr e, int level) implements Piece {}
  }

  @Override
  public String toString() {
    return out.toString();
  }

  public Printer words(String text) {
    out.append(text);
    return this;
  }

  public Printer name(String name) {
    return words(Names.name(name));
  }

  /// Starts a line.
  public Printer line(int indent) {
    if (!out.isEmpty()) {
      out.append('\n');
    }
    return words(" ".repeat(indent));
  }

  /// Writes `items` with commas.
  public <T> Printer list(List<T> items, java.util.function.Consumer<T> each) {
    for (int i = 0; i < items.size(); i++) {
      if (i > 0) {
        out.append(", ");
      }
      each.accept(items.get(i));
    }
    return this;
  }

  /// Writes an expression on one line.
  public Printer expr(Expr e) {
    write(e, INLINE);
    return this;
  }

  /// Writes ` e`, or where it begins with `let` its names on lines of their own.
  public Printer value(Expr e, int indent) {
    if (e instanceof Expr.Let) {
      line(indent);
      write(e, indent);
    } else {
      words(" ").expr(e);
    }
    return this;
  }

  public Printer exprs(List<Expr> es) {
    return list(es, this::expr);
  }

  public Printer axis(Axis axis) {
    return name(axis.index().name()).words(" < ").expr(axis.extent());
  }

  /// Writes the bounds of a size and takes them as said.
  public Printer size(Expr.Size size) {
    declared.put(size.name(), size);
    return name(size.name()).words(":" + size.min() + ".." + size.max());
  }

  public Printer tensor(DType dtype, List<Expr> sizes) {
    return words(dtype + "[").exprs(sizes).words("]");
  }

  public Printer shape(Shape shape) {
    return words("[").exprs(shape.sizes()).words("]");
  }

  public Printer type(Type type) {
    return switch (type) {
      case TensorType t -> tensor(t.dtype(), t.shape().sizes());
      case Type.SequenceType s -> words("seq<").type(s.of()).words(">");
      case Type.OptionalType o -> words("optional<").type(o.of()).words(">");
      case Type.MapType m -> words("map<" + m.key() + ", ").type(m.value()).words(">");
    };
  }

  private void write(Expr root, int indent) {
    var open = new ArrayDeque<Piece>();
    open.push(new Piece.Part(root, Precedence.LET));
    var parts = new ArrayList<Piece>();
    while (!open.isEmpty()) {
      switch (open.pop()) {
        case Piece.Words(var text) -> out.append(text);
        case Piece.Part(var e, var level) -> {
          parts.clear();
          boolean parentheses = Precedence.of(e) < level;
          if (parentheses) {
            add(parts, "(");
          }
          parts(e, parts, parentheses ? INLINE : indent);
          if (parentheses) {
            add(parts, ")");
          }
          for (var part : parts.reversed()) {
            open.push(part);
          }
        }
      }
    }
  }

  private void parts(Expr e, List<Piece> parts, int indent) {
    switch (e) {
      case Expr.Const c -> add(parts, Constants.text(c));
      case Expr.Index i -> add(parts, Names.name(i.name()));
      case Expr.Local l -> add(parts, Names.name(l.name()));
      case Expr.Size s -> {
        add(parts, Names.name(s.name()));
        if (!s.equals(declared.put(s.name(), s))) {
          add(parts, ":" + s.min() + ".." + s.max());
        }
      }
      case Expr.Read r -> {
        boolean operand = r.of() instanceof Operand;
        add(parts, operand ? r.of().name() : Names.name(r.of().name()));
        if (operand && r.dtype() != DType.F32) {
          add(parts, ":" + r.dtype());
        }
        if (!operand || !r.at().isEmpty()) {
          add(parts, "[");
          addAll(parts, r.at());
          add(parts, "]");
        }
      }
      case Expr.Let l -> {
        add(parts, "let " + Names.name(l.name().name()) + " = ");
        parts.add(new Piece.Part(l.value(), Precedence.OR));
        add(parts, indent == INLINE ? " in " : " in\n" + " ".repeat(indent));
        parts.add(new Piece.Part(l.body(), Precedence.LET));
      }
      case Expr.Cast c -> call(parts, Calls.cast(c.dtype(), c.mode()), List.of(c.x()));
      case Expr.Unary u -> {
        if (u.op() == Op1.NEG) {
          // a minus before a number would be read as a part of it
          add(parts, "-");
          parts.add(
              new Piece.Part(
                  u.x(), u.x() instanceof Expr.Const ? Precedence.PRIMARY + 1 : Precedence.UNARY));
        } else {
          call(parts, u.op().toString(), List.of(u.x()));
        }
      }
      case Expr.Binary b -> {
        int level = Precedence.of(b.op());
        if (level == Precedence.PRIMARY) {
          call(parts, b.op().sign(), List.of(b.x(), b.y()));
        } else {
          parts.add(new Piece.Part(b.x(), level == Precedence.COMPARISON ? level + 1 : level));
          add(parts, " " + b.op().sign() + " ");
          parts.add(new Piece.Part(b.y(), level + 1));
        }
      }
      case Expr.Select s -> call(parts, Calls.SELECT, List.of(s.when(), s.then(), s.otherwise()));
    }
  }

  private static void call(List<Piece> parts, String name, List<Expr> args) {
    add(parts, name + "(");
    addAll(parts, args);
    add(parts, ")");
  }

  private static void addAll(List<Piece> parts, List<Expr> es) {
    for (int i = 0; i < es.size(); i++) {
      if (i > 0) {
        add(parts, ", ");
      }
      parts.add(new Piece.Part(es.get(i), Precedence.LET));
    }
  }

  private static void add(List<Piece> parts, String text) {
    parts.add(new Piece.Words(text));
  }
}
