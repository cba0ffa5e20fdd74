package org.ashlar.ir.kernel;

import java.util.Collections;
import java.util.HashSet;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Set;
import org.ashlar.ir.DType;
import org.ashlar.ir.Expr;
import org.ashlar.ir.Op2;
import org.ashlar.ir.Rewrite;
import org.ashlar.ir.Scalar;
import org.ashlar.ir.Text;

/// The names that may be used at a place of a kernel. Immutable; entering a loop or allocation
/// gives a larger one.
record Bindings(String kernel, Set<Expr> names, Set<Buffer> buffers) {
  static void check(Kernel kernel) {
    var declared = new HashSet<String>();
    for (var buffer : kernel.parameters()) {
      if (!declared.add(buffer.name())) {
        throw new IllegalArgumentException(
            "kernel " + kernel.name() + ": two parameters have the name " + buffer.name());
      }
    }
    var scope =
        new Bindings(kernel.name(), Set.copyOf(kernel.sizes()), Set.copyOf(kernel.parameters()));
    for (var buffer : kernel.parameters()) {
      buffer.sizes().forEach(size -> scope.expression(size, "the size of " + buffer.name()));
    }
    scope.statement(kernel.body(), declared);
  }

  private IllegalArgumentException wrong(String what) {
    return new IllegalArgumentException("kernel " + kernel + ": " + what);
  }

  /// @param declared the names of all buffers met so far: they are unique within a kernel
  private void statement(Stmt s, Set<String> declared) {
    switch (s) {
      case Stmt.For f -> {
        whole(f.extent(), "the extent of loop " + f.index().name());
        with(f.index(), "loop").statement(f.body(), declared);
      }
      case Stmt.If i -> {
        expression(i.when(), "a condition");
        statement(i.then(), declared);
        statement(i.otherwise(), declared);
      }
      case Stmt.Store t -> write(t.to(), t.at(), t.value());
      case Stmt.Update u -> {
        if (u.combine().isComparison() || u.combine() == Op2.SET) {
          throw wrong("update of " + u.to().name() + ": cannot combine by " + u.combine());
        }
        write(u.to(), u.at(), u.value());
      }
      case Stmt.Alloc a -> {
        if (!declared.add(a.buffer().name())) {
          throw wrong("two buffers have the name " + a.buffer().name());
        }
        allocation(a.buffer());
        var more = new HashSet<>(buffers);
        more.add(a.buffer());
        new Bindings(kernel, names, more).statement(a.body(), declared);
      }
      case Stmt.Copy c -> {
        tile(c.to(), "copy");
        tile(c.from(), "copy");
        if (c.outside().dtype() != c.to().of().dtype()) {
          throw wrong(
              "copy to "
                  + c.to().of().name()
                  + ": outside must be "
                  + c.to().of().dtype()
                  + ": "
                  + c.outside().dtype());
        }
      }
      case Stmt.Multiply m -> {
        tile(m.acc(), "multiply");
        tile(m.a(), "multiply");
        tile(m.b(), "multiply");
      }
      case Stmt.Seq q -> q.body().forEach(inner -> statement(inner, declared));
    }
  }

  private void allocation(Buffer b) {
    if (b.space() == Space.GLOBAL) {
      throw wrong("alloc " + b.name() + ": global memory is given by parameters only");
    }
    for (var size : b.sizes()) {
      whole(size, "the size of " + b.name());
      if (b.space() == Space.REGISTERS && !(size instanceof Expr.Const)) {
        throw wrong("alloc " + b.name() + ": sizes of registers must be constant");
      }
    }
  }

  private void write(Buffer to, List<Expr> at, Expr value) {
    visible(to);
    at.forEach(place -> whole(place, "a place of " + to.name()));
    expression(value, "what is written to " + to.name());
  }

  private void tile(Tile t, String what) {
    visible(t.of());
    var inside = this;
    for (var axis : t.over()) {
      whole(axis.extent(), "the extent of tile coordinate " + axis.index().name());
      inside = inside.with(axis.index(), what);
    }
    for (var place : t.at()) {
      inside.whole(place, "a place of " + t.of().name());
    }
  }

  private Bindings with(Expr.Index index, String what) {
    if (names.contains(index)) {
      throw wrong(what + " " + index.name() + ": there is a loop of that name around it");
    }
    var more = new HashSet<>(names);
    more.add(index);
    return new Bindings(kernel, more, buffers);
  }

  private void whole(Expr e, String what) {
    if (e.dtype() != DType.I64) {
      throw wrong(what + " must be i64: " + e.dtype());
    }
    expression(e, what);
  }

  private void expression(Expr root, String what) {
    for (var name : Rewrite.free(root)) {
      if (!names.contains(name)) {
        throw wrong(what + ": nothing around it binds " + Text.of(name));
      }
    }
    var seen = Collections.<Object>newSetFromMap(new IdentityHashMap<>());
    Rewrite.visit(
        root,
        e -> {
          switch (e) {
            case Expr.Read r when seen.add(r) -> read(r, what);
            case Expr.Unary(var op, var x) -> defined(Scalar.isDefined(op, x.dtype()), op, x, what);
            case Expr.Binary(var op, var x, _) ->
                defined(Scalar.isDefined(op, x.dtype()), op, x, what);
            default -> {}
          }
        });
  }

  private void defined(boolean isDefined, Object op, Expr operand, String what) {
    if (!isDefined) {
      throw wrong(what + ": " + op + " is not defined for " + operand.dtype());
    }
  }

  private void read(Expr.Read r, String what) {
    if (!(r.of() instanceof Buffer b)) {
      throw wrong(what + ": reads " + r.of().name() + ", which is no buffer");
    }
    visible(b);
    if (r.at().size() != b.rank()) {
      throw wrong(
          "read of "
              + b.name()
              + ": the buffer has "
              + b.rank()
              + " dimensions, the place "
              + r.at().size());
    }
    for (var place : r.at()) {
      if (place.dtype() != DType.I64) {
        throw wrong("a place of " + b.name() + " must be i64: " + place.dtype());
      }
    }
  }

  private void visible(Buffer b) {
    if (!buffers.contains(b)) {
      throw wrong(
          "buffer "
              + b.name()
              + " is neither a parameter nor allocated around its use, with these sizes");
    }
  }
}
