package org.ashlar.ir.kernel;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.ashlar.ir.Axis;
import org.ashlar.ir.DType;
import org.ashlar.ir.Expr;
import org.ashlar.ir.Op2;
import org.ashlar.ir.Scalar;

/// Runs kernels of constant sizes one element at a time, for the tests of this package.
final class Runner {
  private final Map<Buffer, long[]> memory;
  private final Map<Expr, Long> names = new HashMap<>();

  private Runner(Map<Buffer, long[]> memory) {
    this.memory = memory;
  }

  /// Changes the memory, one array of bits a parameter.
  static void run(Kernel kernel, Map<Buffer, long[]> memory) {
    new Runner(memory).run(kernel.body());
  }

  private void run(Stmt s) {
    switch (s) {
      case Stmt.For f -> {
        long n = value(f.extent());
        for (long i = 0; i < n; i++) {
          names.put(f.index(), i);
          run(f.body());
        }
      }
      case Stmt.If i -> run(value(i.when()) != 0 ? i.then() : i.otherwise());
      case Stmt.Store t -> memory.get(t.to())[place(t.to(), t.at())] = value(t.value());
      case Stmt.Update u -> update(u.to(), place(u.to(), u.at()), u.combine(), value(u.value()));
      case Stmt.Alloc a -> {
        var junk = new long[(int) a.buffer().shape().elements()];
        Arrays.fill(junk, 77);
        memory.put(a.buffer(), junk);
        run(a.body());
      }
      case Stmt.Copy c ->
          tile(
              c.to().over(),
              () -> {
                for (int d = 0; d < c.to().over().size(); d++) {
                  names.put(
                      c.from().over().get(d).index(), names.get(c.to().over().get(d).index()));
                }
                int to = place(c.to().of(), c.to().at());
                int from = place(c.from().of(), c.from().at());
                if (to >= 0) {
                  memory.get(c.to().of())[to] =
                      from < 0 ? c.outside().bits() : memory.get(c.from().of())[from];
                }
              });
      case Stmt.Multiply m -> multiply(m);
      case Stmt.Seq q -> q.body().forEach(this::run);
    }
  }

  private void multiply(Stmt.Multiply m) {
    var axes = new ArrayList<>(m.a().over());
    axes.add(m.b().over().get(2));
    tile(
        axes,
        () -> {
          bind(m.b().over(), axes.get(0), axes.get(2), axes.get(3));
          bind(m.acc().over(), axes.get(1), axes.get(3));
          var dtype = m.acc().of().dtype();
          long a = element(m.a(), dtype);
          long b = element(m.b(), dtype);
          update(
              m.acc().of(),
              place(m.acc().of(), m.acc().at()),
              Op2.ADD,
              Scalar.apply(Op2.MUL, dtype, a, b));
        });
  }

  private long element(Tile t, DType dtype) {
    long bits = memory.get(t.of())[place(t.of(), t.at())];
    return Scalar.cast(t.of().dtype(), dtype, Expr.Mode.CONVERT, bits);
  }

  private void bind(List<Axis> axes, Axis... like) {
    for (int d = 0; d < like.length; d++) {
      names.put(axes.get(d).index(), names.get(like[d].index()));
    }
  }

  private void tile(List<Axis> axes, Runnable each) {
    if (axes.isEmpty()) {
      each.run();
      return;
    }
    long n = value(axes.getFirst().extent());
    for (long i = 0; i < n; i++) {
      names.put(axes.getFirst().index(), i);
      tile(axes.subList(1, axes.size()), each);
    }
  }

  private void update(Buffer to, int place, Op2 op, long value) {
    memory.get(to)[place] = Scalar.apply(op, to.dtype(), memory.get(to)[place], value);
  }

  /// The row-major place; negative outside the buffer.
  private int place(Buffer b, List<Expr> at) {
    long place = 0;
    for (int d = 0; d < at.size(); d++) {
      long i = value(at.get(d));
      long n = value(b.sizes().get(d));
      if (i < 0 || i >= n) {
        return -1;
      }
      place = place * n + i;
    }
    return (int) place;
  }

  private long value(Expr e) {
    return switch (e) {
      case Expr.Const c -> c.bits();
      case Expr.Index _, Expr.Size _, Expr.Local _ -> names.get(e);
      case Expr.Read(var of, var at) -> memory.get((Buffer) of)[place((Buffer) of, at)];
      case Expr.Let(var name, var value, var body) -> {
        names.put(name, value(value));
        yield value(body);
      }
      case Expr.Cast(var to, var mode, var x) -> Scalar.cast(x.dtype(), to, mode, value(x));
      case Expr.Unary(var op, var x) -> Scalar.apply(op, x.dtype(), value(x));
      case Expr.Binary(var op, var x, var y) -> Scalar.apply(op, x.dtype(), value(x), value(y));
      case Expr.Select(var c, var x, var y) -> value(c) != 0 ? value(x) : value(y);
    };
  }
}
