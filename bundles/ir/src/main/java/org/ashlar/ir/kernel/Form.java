package org.ashlar.ir.kernel;

import java.util.ArrayDeque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.ashlar.ir.Axis;
import org.ashlar.ir.Expr;
import org.ashlar.ir.Rewrite;

/// What a kernel is but for its name and those of its parameters: what holds for one kernel holds
/// for all of its form, so it is worked out once.
///
/// @param text equal for kernels of one form, and only for them; not meant for people
public record Form(String text) {
  public static Form of(Kernel kernel) {
    return new Form(new Writer(kernel).text());
  }

  /// A kernel with other names: its own, and those of its parameters. Empty where a buffer inside
  /// has one of the names.
  ///
  /// @param parameters of the types of the kernel's own
  public static Optional<Kernel> named(Kernel kernel, String name, List<Buffer> parameters) {
    if (kernel.parameters().equals(parameters)) {
      return Optional.of(new Kernel(name, kernel.sizes(), parameters, kernel.body()));
    }
    var by = new HashMap<Buffer, Buffer>();
    var names = new HashSet<String>();
    for (int i = 0; i < parameters.size(); i++) {
      by.put(kernel.parameters().get(i), parameters.get(i));
      names.add(parameters.get(i).name());
    }
    for (var inside : Dependences.allocated(kernel.body())) {
      if (names.contains(inside.name())) {
        return Optional.empty();
      }
    }
    var reads = Statements.mapExpressions(kernel.body(), e -> reads(e, by));
    var body = Statements.map(reads, s -> statement(s, by));
    return Optional.of(new Kernel(name, kernel.sizes(), parameters, body));
  }

  private static Expr reads(Expr whole, Map<Buffer, Buffer> by) {
    return Rewrite.map(
        whole,
        e ->
            e instanceof Expr.Read(Buffer of, var at) && by.containsKey(of)
                ? new Expr.Read(buffer(of, by), at)
                : e);
  }

  private static Stmt statement(Stmt s, Map<Buffer, Buffer> by) {
    return switch (s) {
      case Stmt.Store(var b, var at, var value) when by.containsKey(b) ->
          new Stmt.Store(buffer(b, by), at, value);
      case Stmt.Update(var b, var at, var op, var value) when by.containsKey(b) ->
          new Stmt.Update(buffer(b, by), at, op, value);
      case Stmt.Copy(var to, var from, var outside) ->
          new Stmt.Copy(tile(to, by), tile(from, by), outside);
      case Stmt.Multiply(var acc, var a, var b) ->
          new Stmt.Multiply(tile(acc, by), tile(a, by), tile(b, by));
      case Stmt.For _, Stmt.If _, Stmt.Store _, Stmt.Update _, Stmt.Alloc _, Stmt.Seq _ -> s;
    };
  }

  private static Tile tile(Tile t, Map<Buffer, Buffer> by) {
    return by.containsKey(t.of()) ? new Tile(buffer(t.of(), by), t.over(), t.at()) : t;
  }

  private static Buffer buffer(Buffer of, Map<Buffer, Buffer> by) {
    return by.getOrDefault(of, of);
  }

  /// Writes trees with the operator first, so that no two trees have one text; names end with a
  /// line.
  private static final class Writer {
    private final StringBuilder out = new StringBuilder();
    private final Map<Buffer, Integer> parameters = new HashMap<>();

    Writer(Kernel kernel) {
      kernel.sizes().forEach(this::expr);
      for (var p : kernel.parameters()) {
        out.append('P').append(p.dtype());
        exprs(p.sizes());
        parameters.put(p, parameters.size());
      }
      statement(kernel.body());
    }

    String text() {
      return out.toString();
    }

    private Writer name(String name) {
      out.append(name).append('\n');
      return this;
    }

    private Writer buffer(Buffer b) {
      var number = parameters.get(b);
      if (number != null) {
        out.append('p').append((int) number).append(' ');
      } else {
        out.append('b');
        name(b.name());
      }
      return this;
    }

    private void statement(Stmt s) {
      switch (s) {
        case Stmt.For(var index, var extent, var run, var body) -> {
          out.append("F").append(run.ordinal());
          name(index.name()).expr(extent);
          statement(body);
        }
        case Stmt.If(var when, var then, var otherwise) -> {
          out.append('I');
          expr(when);
          statement(then);
          statement(otherwise);
        }
        case Stmt.Store(var to, var at, var value) -> {
          out.append('S');
          buffer(to).exprs(at);
          expr(value);
        }
        case Stmt.Update(var to, var at, var op, var value) -> {
          out.append('U').append(op.ordinal());
          buffer(to).exprs(at);
          expr(value);
        }
        case Stmt.Alloc(var b, var body) -> {
          out.append('A').append(b.dtype()).append(b.space());
          name(b.name()).exprs(b.sizes());
          statement(body);
        }
        case Stmt.Copy(var to, var from, var outside) -> {
          out.append('C');
          tile(to);
          tile(from);
          expr(outside);
        }
        case Stmt.Multiply(var acc, var a, var b) -> {
          out.append('M');
          tile(acc);
          tile(a);
          tile(b);
        }
        case Stmt.Seq(var body) -> {
          out.append('Q').append(body.size()).append(' ');
          body.forEach(this::statement);
        }
      }
    }

    private void tile(Tile t) {
      buffer(t.of());
      out.append(t.over().size()).append(' ');
      for (Axis axis : t.over()) {
        name(axis.index().name()).expr(axis.extent());
      }
      exprs(t.at());
    }

    private void exprs(List<Expr> es) {
      out.append(es.size()).append(' ');
      es.forEach(this::expr);
    }

    private void expr(Expr root) {
      var open = new ArrayDeque<Expr>();
      open.push(root);
      while (!open.isEmpty()) {
        var e = open.pop();
        switch (e) {
          case Expr.Const(var dtype, long bits) ->
              out.append('c').append(dtype).append(bits).append(' ');
          case Expr.Index(var name) -> {
            out.append('i');
            name(name);
          }
          case Expr.Local(var name, var dtype) -> {
            out.append('l').append(dtype);
            name(name);
          }
          case Expr.Size(var name, long min, long max) -> {
            out.append('s').append(min).append(' ').append(max).append(' ');
            name(name);
          }
          case Expr.Read(var of, var at) -> {
            out.append('r').append(at.size()).append(' ');
            if (of instanceof Buffer b) {
              buffer(b);
            } else {
              name(of.name());
            }
          }
          case Expr.Let(var name, _, _) -> {
            out.append('t').append(name.dtype());
            name(name.name());
          }
          case Expr.Cast(var dtype, var mode, _) -> out.append('k').append(dtype).append(mode);
          case Expr.Unary(var op, _) -> out.append('u').append(op.ordinal()).append(' ');
          case Expr.Binary(var op, _, _) -> out.append('o').append(op.ordinal()).append(' ');
          case Expr.Select _ -> out.append('?');
        }
        var operands = Rewrite.children(e);
        for (int i = operands.size() - 1; i >= 0; i--) {
          open.push(operands.get(i));
        }
      }
    }
  }
}
