package org.ashlar.gpu.emit;

import java.util.ArrayList;
import java.util.List;
import org.ashlar.ir.DType;
import org.ashlar.ir.Expr;
import org.ashlar.ir.kernel.Product;
import org.ashlar.ir.kernel.Product.Loop;
import org.ashlar.ir.kernel.Product.Role;
import org.ashlar.ir.kernel.Strided;

/// Writes a product: each block brings slices of both operands to shared memory and adds their
/// products to results that its threads keep in registers; the next slices are on their way
/// meanwhile. Convolutions of any layout are products whose rows, columns and sums are several
/// loops; what such a loop's index is follows from the number of the row, column or term.
final class ProductEntry {
  private final Product product;
  private final Tiling tiling;
  private final Ptx ptx;
  private final Scope scope;
  private final Expressions expressions;
  private final Body body;
  private final Value thread;

  ProductEntry(
      Product product, Tiling tiling, Ptx ptx, Scope scope, Expressions expressions, Body body) {
    this.product = product;
    this.tiling = tiling;
    this.ptx = ptx;
    this.scope = scope;
    this.expressions = expressions;
    this.body = body;
    this.thread = ptx.make(Kind.WORD, "mov.u32", "%tid.x");
  }

  /// The blocks of the grid.
  static long blocks(Product product, Tiling tiling) {
    return product.extent(Role.BATCH)
        * Math.ceilDiv(product.extent(Role.ROW), tiling.rows())
        * Math.ceilDiv(product.extent(Role.COLUMN), tiling.columns());
  }

  void write() {
    long across = Math.ceilDiv(product.extent(Role.COLUMN), tiling.columns());
    long down = Math.ceilDiv(product.extent(Role.ROW), tiling.rows());
    var block = ptx.make(Kind.WORD, "mov.u32", "%ctaid.x");
    var column = times(rest(block, across), tiling.columns());
    var above = quotient(block, across);
    var row = times(rest(above, down), tiling.rows());
    var batch = indices(product.loops(Role.BATCH), quotient(above, down));
    var left = new Operand(product.a(), Role.ROW, tiling.rows(), row, batch, "left");
    var right = new Operand(product.b(), Role.COLUMN, tiling.columns(), column, batch, "right");
    var sums = sums();
    slices(left, right, sums);
    use(row, column, batch, sums);
  }

  // ── index arithmetic, in 32 bits: operands have fewer elements ──

  private Value times(Value x, long by) {
    return by == 1 ? x : ptx.make(Kind.WORD, "mul.lo.s32", x, by);
  }

  private Value quotient(Value x, long by) {
    return expressions.integers.quotient(x, by);
  }

  private Value rest(Value x, long by) {
    return by == 1 ? Value.whole(Kind.WORD, 0) : expressions.integers.remainder(x, by);
  }

  private Value plus(Value x, Value y) {
    if (x.isConstant() && x.number() == 0) {
      return y;
    }
    return y.isConstant() && y.number() == 0 ? x : ptx.make(Kind.WORD, "add.s32", x, y);
  }

  /// The indices of loops, outermost first, of the iteration with a number.
  private List<Value> indices(List<Loop> loops, Value number) {
    var found = new ArrayList<Value>();
    var left = number;
    for (var loop : loops.reversed()) {
      boolean last = found.size() == loops.size() - 1;
      if (last) {
        found.addFirst(left);
      } else {
        var next = quotient(left, loop.extent());
        found.addFirst(ptx.make(Kind.WORD, "sub.s32", left, times(next, loop.extent())));
        left = next;
      }
    }
    return found;
  }

  private Value offset(List<Loop> loops, List<Value> indices, Strided of) {
    Value sum = Value.whole(Kind.WORD, 0);
    for (int i = 0; i < loops.size(); i++) {
      long step = of.step(loops.get(i).index());
      if (step != 0) {
        sum = plus(sum, times(indices.get(i), step));
      }
    }
    return sum;
  }

  // ── operands ──

  /// One operand of the block: where its slices come from and lie.
  ///
  /// Neighbouring threads bring numbers that are neighbours in memory: along the sum, or along the
  /// rows or columns. So of row and term of the numbers that a thread brings, one is the same for
  /// all.
  private final class Operand {
    final Strided of;
    final List<Loop> loops;
    final int width;
    final boolean alongDepth;
    final List<Value> fixed = new ArrayList<>();
    final Value term;
    final Value base;
    final Value shared;
    final List<Value> brought = new ArrayList<>();
    private Value moved = Value.whole(Kind.WORD, 0);

    Operand(Strided of, Role role, int width, Value first, List<Value> batch, String name) {
      this.of = of;
      this.loops = product.loops(role);
      this.width = width;
      long side = loops.isEmpty() ? 0 : of.step(loops.getLast().index());
      var depth = product.loops(Role.DEPTH);
      this.alongDepth = side != 1 && of.step(depth.getLast().index()) == 1;
      var start = offset(product.loops(Role.BATCH), batch, of);
      start = plus(start, Value.whole(Kind.WORD, of.first()));
      long most = product.extent(role) - 1;
      int slots = tiling.share(width);
      if (alongDepth) {
        // one term, several rows
        term = rest(thread, tiling.depth());
        var line = quotient(thread, tiling.depth());
        for (int i = 0; i < slots; i++) {
          var row = plus(line, Value.whole(Kind.WORD, (long) i * Tiling.THREADS / tiling.depth()));
          fixed.add(plus(start, place(plus(first, row), most)));
        }
      } else {
        // one row, several terms
        term = quotient(thread, width);
        fixed.add(plus(start, place(plus(first, rest(thread, width)), most)));
      }
      var memory = (Place.InMemory) scope.place(of.of());
      base = memory.base();
      int size = tiling.depth() * width * 4;
      ptx.declare(".shared .align 16 .b8 %s[%d]".formatted(name, size));
      shared = ptx.make(Kind.WORD, "mov.u32", name);
      for (int i = 0; i < slots; i++) {
        brought.add(ptx.register(sumKind()));
      }
    }

    /// The offset of a row; those beyond the last read the last, and nobody uses what comes of it.
    private Value place(Value row, long most) {
      var inside = ptx.make(Kind.WORD, "min.s32", row, most);
      return offset(loops, indices(loops, inside), of);
    }

    /// Brings this thread's numbers of the slice that begins at a term to registers; beyond the
    /// last term they are 0.
    void bring(Value first, boolean bounded) {
      var depth = product.loops(Role.DEPTH);
      long most = product.extent(Role.DEPTH);
      for (int i = 0; i < brought.size(); i++) {
        Value at;
        if (alongDepth) {
          at = term;
        } else {
          at = plus(term, Value.whole(Kind.WORD, (long) i * Tiling.THREADS / width));
        }
        var number = plus(first, at);
        Value offset;
        if (alongDepth && i > 0) {
          offset = moved;
        } else {
          offset = offset(depth, indices(depth, number), of);
          moved = offset;
        }
        var place = plus(offset, fixed.get(alongDepth ? i : 0));
        int bytes = of.of().dtype().bytes();
        var address = ptx.make(Kind.LONG, "mad.wide.s32", place, bytes, base);
        if (bounded) {
          var inside = ptx.make(Kind.TRUTH, "setp.lt.s32", number, most);
          var skip = ptx.label();
          ptx.move(brought.get(i), zero());
          ptx.jump(inside, false, skip);
          ptx.move(brought.get(i), load(address));
          ptx.mark(skip);
        } else {
          ptx.move(brought.get(i), load(address));
        }
      }
    }

    private Value load(Value address) {
      var dtype = of.of().dtype();
      var value = expressions.memories.load("global", dtype, address.text());
      return expressions.casts.apply(dtype, product.acc().dtype(), Expr.Mode.CONVERT, value);
    }

    /// Puts them where the block finds them: `[term, row]`.
    void put() {
      for (int i = 0; i < brought.size(); i++) {
        Value at;
        if (alongDepth) {
          var line = quotient(thread, tiling.depth());
          var row = plus(line, Value.whole(Kind.WORD, (long) i * Tiling.THREADS / tiling.depth()));
          at = plus(times(term, width), row);
        } else {
          at =
              plus(
                  times(
                      plus(term, Value.whole(Kind.WORD, (long) i * Tiling.THREADS / width)), width),
                  rest(thread, width));
        }
        var address = ptx.make(Kind.WORD, "mad.lo.s32", at, 4, shared);
        ptx.add("st.shared." + sumKind().type(), "[" + address + "]", brought.get(i));
      }
    }

    /// A thread's numbers of one term: groups of four that lie side by side.
    List<Value> take(Value place, int term) {
      var all = new ArrayList<Value>();
      for (int group = 0; group < tiling.own() / 4; group++) {
        var four = new ArrayList<Value>();
        for (int i = 0; i < 4; i++) {
          four.add(ptx.register(sumKind()));
        }
        int at = (term * width + group * (width / (tiling.own() / 4))) * 4;
        ptx.add(
            "ld.shared.v4." + sumKind().type(),
            "{%s, %s, %s, %s}".formatted(four.toArray()),
            "[" + place + "+" + at + "]");
        all.addAll(four);
      }
      return all;
    }
  }

  // ── the sums ──

  private Kind sumKind() {
    return Kind.of(product.acc().dtype());
  }

  private Value zero() {
    return product.acc().dtype() == DType.F32 ? Value.single(0) : Value.whole(Kind.WORD, 0);
  }

  private Value[][] sums() {
    var sums = new Value[tiling.own()][tiling.own()];
    for (var line : sums) {
      for (int j = 0; j < line.length; j++) {
        line[j] = ptx.register(sumKind());
        ptx.move(line[j], zero());
      }
    }
    return sums;
  }

  private void slices(Operand left, Operand right, Value[][] sums) {
    long depth = product.extent(Role.DEPTH);
    long slices = Math.ceilDiv(depth, tiling.depth());
    boolean bounded = depth % tiling.depth() != 0;
    var down = quotient(thread, tiling.across());
    var side = rest(thread, tiling.across());
    var placeLeft = ptx.make(Kind.WORD, "mad.lo.s32", down, 16, left.shared);
    var placeRight = ptx.make(Kind.WORD, "mad.lo.s32", side, 16, right.shared);
    var first = ptx.make(Kind.WORD, "mov.b32", 0);
    left.bring(first, bounded);
    right.bring(first, bounded);
    var again = ptx.label();
    var last = ptx.label();
    ptx.note("slices of %d terms".formatted(tiling.depth()));
    ptx.loop(again);
    left.put();
    right.put();
    ptx.add("bar.sync", 0);
    ptx.add("add.s32", first, first, tiling.depth());
    var more = ptx.make(Kind.TRUTH, "setp.lt.s32", first, slices * tiling.depth());
    var multiply = ptx.label();
    ptx.jump(more, false, multiply);
    left.bring(first, bounded);
    right.bring(first, bounded);
    ptx.mark(multiply);
    var opcode = product.acc().dtype() == DType.F32 ? "fma.rn.f32" : "mad.lo.s32";
    for (int k = 0; k < tiling.depth(); k++) {
      var x = left.take(placeLeft, k);
      var y = right.take(placeRight, k);
      for (int i = 0; i < tiling.own(); i++) {
        for (int j = 0; j < tiling.own(); j++) {
          ptx.add(opcode, sums[i][j], x.get(i), y.get(j), sums[i][j]);
        }
      }
    }
    ptx.jump(more, false, last);
    ptx.add("bar.sync", 0);
    ptx.jump(again);
    ptx.mark(last);
  }

  // ── what follows the sum ──

  private void use(Value row, Value column, List<Value> batch, Value[][] sums) {
    var down = quotient(thread, tiling.across());
    var side = rest(thread, tiling.across());
    bind(product.loops(Role.BATCH), batch);
    for (int i = 0; i < tiling.own(); i++) {
      var r = plus(plus(row, times(down, 4)), Value.whole(Kind.WORD, part(i, tiling.rows())));
      long rows = product.extent(Role.ROW);
      var skipRow = ptx.label();
      if (rows % tiling.rows() != 0) {
        ptx.jump(ptx.make(Kind.TRUTH, "setp.ge.s32", r, rows), true, skipRow);
      }
      var line = sums[i];
      scope.inside(
          scope.facts(),
          () -> {
            bind(product.loops(Role.ROW), indices(product.loops(Role.ROW), r));
            for (int j = 0; j < tiling.own(); j++) {
              result(
                  plus(
                      plus(column, times(side, 4)),
                      Value.whole(Kind.WORD, part(j, tiling.columns()))),
                  line[j]);
            }
          });
      ptx.mark(skipRow);
    }
  }

  private void result(Value column, Value sum) {
    long columns = product.extent(Role.COLUMN);
    var skip = ptx.label();
    if (columns % tiling.columns() != 0) {
      ptx.jump(ptx.make(Kind.TRUTH, "setp.ge.s32", column, columns), true, skip);
    }
    scope.inside(
        scope.facts(),
        () -> {
          bind(product.loops(Role.COLUMN), indices(product.loops(Role.COLUMN), column));
          scope.place(product.acc(), new Place.InRegister(sum));
          body.thread(product.use());
        });
    ptx.mark(skip);
  }

  /// Where a thread's i-th row lies beyond its first: groups of four, evenly apart.
  private long part(int i, int width) {
    return (long) i / 4 * (width / (tiling.own() / 4)) + i % 4;
  }

  private void bind(List<Loop> loops, List<Value> indices) {
    for (int i = 0; i < loops.size(); i++) {
      var loop = loops.get(i);
      scope.know(scope.facts().with(loop.index(), Expr.of(loop.extent())));
      scope.bind(loop.index(), indices.get(i));
    }
  }
}
