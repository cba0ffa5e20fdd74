package org.ashlar.gpu.emit;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.ashlar.ir.DType;
import org.ashlar.ir.Expr;
import org.ashlar.ir.Op2;
import org.ashlar.ir.Simplify;
import org.ashlar.ir.kernel.Buffer;
import org.ashlar.ir.kernel.Run;
import org.ashlar.ir.kernel.Space;
import org.ashlar.ir.kernel.Stmt;

/// Writes statements: as one thread does them, or as all threads of a block do them together.
///
/// Together, a parallel loop's iterations are dealt out to the threads, what is no loop is done by
/// the first thread, and all wait for each other after every write.
final class Body {
  private static final long SMALL_ARRAY = 16;

  private final Ptx ptx;
  private final Scope scope;
  private final Expressions expressions;
  private final Set<Expr.Index> shared = new HashSet<>();
  private long sharedBytes;
  private int arrays;

  Body(Ptx ptx, Scope scope, Expressions expressions) {
    this.ptx = ptx;
    this.scope = scope;
    this.expressions = expressions;
  }

  /// The bytes of a block's memory that were declared.
  long sharedBytes() {
    return sharedBytes;
  }

  /// Iterations of these loops run at once elsewhere: updates that may meet are atomic.
  void atOnce(Expr.Index index) {
    shared.add(index);
  }

  // ── one thread ──

  void thread(Stmt s) {
    switch (s) {
      case Stmt.For f -> loop(f, () -> thread(f.body()));
      case Stmt.If i -> branch(i, this::thread);
      case Stmt.Store t -> {
        var value = expressions.value(t.value());
        expressions.store(t.to(), expressions.address(t.to(), t.at(), t), value);
      }
      case Stmt.Update u -> update(u);
      case Stmt.Alloc(var buffer, var body) -> {
        allocate(buffer);
        thread(body);
      }
      case Stmt.Seq(var all) -> all.forEach(this::thread);
      case Stmt.Copy _, Stmt.Multiply _ ->
          throw new IllegalStateException("tiles are written as loops before");
    }
  }

  private void branch(Stmt.If i, java.util.function.Consumer<Stmt> each) {
    var when = expressions.value(i.when());
    var no = ptx.label();
    ptx.jump(when, false, no);
    scope.inside(scope.facts().with(i.when()), () -> each.accept(i.then()));
    if (i.otherwise().equals(Stmt.Seq.NOTHING)) {
      ptx.mark(no);
      return;
    }
    var done = ptx.label();
    ptx.add("bra", done);
    ptx.mark(no);
    scope.inside(scope.facts().without(i.when()), () -> each.accept(i.otherwise()));
    ptx.mark(done);
  }

  /// A loop of one thread, or one that all threads of a block go through together.
  private void loop(Stmt.For f, Runnable body) {
    var facts = scope.facts().with(f.index(), f.extent());
    var extent = Simplify.of(f.extent());
    if (extent instanceof Expr.Const c && c.bits() <= 0) {
      return;
    }
    boolean once = extent instanceof Expr.Const c && c.bits() == 1;
    if (once || f.run() == Run.UNROLLED && extent instanceof Expr.Const) {
      for (long i = 0; i < ((Expr.Const) extent).bits(); i++) {
        long at = i;
        scope.inside(
            facts,
            () -> {
              scope.bind(f.index(), Value.whole(Kind.WORD, at));
              body.run();
            });
      }
      return;
    }
    var end = expressions.any(extent);
    if (!end.isConstant() && !(extent instanceof Expr.Size)) {
      // what the extent reads may change meanwhile
      end = ptx.make(end.kind(), "mov." + end.kind().type(), end);
    }
    var index = ptx.register(end.kind());
    var type = Integers.signed(end.kind());
    var again = ptx.label();
    var done = ptx.label();
    ptx.note("for " + f.index().name());
    ptx.add("mov." + end.kind().type(), index, 0);
    if (!end.isConstant()) {
      ptx.jump(ptx.make(Kind.TRUTH, "setp.ge." + type, index, end), true, done);
    }
    ptx.loop(again);
    scope.inside(
        facts,
        () -> {
          scope.bind(f.index(), index);
          body.run();
        });
    ptx.add("add." + type, index, index, 1);
    ptx.jump(ptx.make(Kind.TRUTH, "setp.lt." + type, index, end), true, again);
    ptx.mark(done);
  }

  private void allocate(Buffer b) {
    if (b.space() == Space.SHARED) {
      throw new IllegalStateException("shared memory is allocated by a block");
    }
    long elements = b.shape().isConstant() ? b.shape().elements() : -1;
    if (elements == 1) {
      scope.place(b, new Place.InRegister(ptx.register(Kind.of(b.dtype()))));
      return;
    }
    if (elements < 0) {
      throw new IllegalArgumentException(
          "buffer " + b.name() + ": memory of one thread must have constant sizes");
    }
    var name = "array" + arrays++;
    ptx.declare(".local .align 16 .b8 %s[%d]".formatted(name, Math.max(SMALL_ARRAY, b.bytes())));
    scope.place(b, new Place.InMemory("local", ptx.make(Kind.LONG, "mov.u64", name)));
  }

  // ── updates ──

  private void update(Stmt.Update u) {
    var dtype = u.to().dtype();
    if (isAtomic(u)) {
      new Atomics(ptx, expressions)
          .update(
              u.to(),
              expressions.address(u.to(), u.at(), u),
              u.combine(),
              this::combined,
              expressions.value(u.value()));
      return;
    }
    var element = expressions.address(u.to(), u.at(), u);
    if (u.combine() == Op2.ADD
        && (dtype == DType.F32 || dtype == DType.F64)
        && u.value() instanceof Expr.Binary(var op, var x, var y)
        && op == Op2.MUL) {
      var first = expressions.value(x);
      var second = expressions.value(y);
      var old = expressions.load(u.to(), element);
      expressions.store(u.to(), element, expressions.floats.fused(old, first, second));
      return;
    }
    var value = expressions.value(u.value());
    var old = expressions.load(u.to(), element);
    expressions.store(u.to(), element, combined(u.combine(), dtype, old, value));
  }

  private Value combined(Op2 op, DType dtype, Value old, Value value) {
    return switch (dtype.kind()) {
      case BOOL -> expressions.integers.truths(op, old, value);
      case FLOAT -> expressions.floats.apply(op, dtype, old, value);
      default ->
          expressions.integers.apply(
              op, dtype, old, value, org.ashlar.ir.Range.ALL, org.ashlar.ir.Range.ALL);
    };
  }

  /// Whether another thread may update the same place: not where every index that runs at once
  /// stands alone in a dimension.
  private boolean isAtomic(Stmt.Update u) {
    return scope.place(u.to()) instanceof Place.InMemory(var space, _)
        && !space.equals("local")
        && u.combine().isExact(u.to().dtype())
        && !u.at().containsAll(shared);
  }

  // ── all threads of a block ──

  void block(Stmt s) {
    switch (s) {
      case Stmt.For f -> {
        if (isParallel(f) && !needsBlock(f.body())) {
          dealt(f);
        } else {
          loop(f, () -> block(f.body()));
        }
      }
      case Stmt.If i -> branch(i, this::block);
      case Stmt.Store _, Stmt.Update _ -> {
        var rest = ptx.label();
        var first = ptx.make(Kind.TRUTH, "setp.eq.s32", thread(), 0);
        ptx.jump(first, false, rest);
        scope.inside(scope.facts(), () -> thread(s));
        ptx.mark(rest);
        ptx.add("bar.sync", 0);
      }
      case Stmt.Alloc(var buffer, var body) -> {
        share(buffer);
        block(body);
      }
      case Stmt.Seq(var all) -> all.forEach(this::block);
      case Stmt.Copy _, Stmt.Multiply _ ->
          throw new IllegalStateException("tiles are written as loops before");
    }
  }

  /// The iterations of a nest of parallel loops, one thread after the other.
  private void dealt(Stmt.For outermost) {
    var nest = new ArrayList<Stmt.For>();
    var inner = nest(outermost, nest);
    Expr total = Expr.of(1);
    for (var f : nest) {
      total = total.times(f.extent());
    }
    total = Simplify.of(total);
    var end = expressions.wide(expressions.any(total));
    var at = ptx.make(Kind.LONG, "cvt.u64.u32", thread());
    var width = ptx.make(Kind.WORD, "mov.u32", "%ntid.x");
    var step = ptx.make(Kind.LONG, "cvt.u64.u32", width);
    var again = ptx.label();
    var done = ptx.label();
    ptx.jump(ptx.make(Kind.TRUTH, "setp.ge.s64", at, end), true, done);
    ptx.loop(again);
    scope.inside(
        scope.facts(),
        () -> {
          decode(nest, at);
          var before = new HashSet<>(shared);
          nest.forEach(f -> shared.add(f.index()));
          thread(inner);
          shared.clear();
          shared.addAll(before);
        });
    ptx.add("add.s64", at, at, step);
    ptx.jump(ptx.make(Kind.TRUTH, "setp.lt.s64", at, end), true, again);
    ptx.mark(done);
    ptx.add("bar.sync", 0);
  }

  private Value thread() {
    return ptx.make(Kind.WORD, "mov.u32", "%tid.x");
  }

  private void share(Buffer b) {
    if (!b.shape().isConstant()) {
      throw new IllegalArgumentException(
          "buffer " + b.name() + ": memory of a block must have constant sizes");
    }
    var name = "tile" + arrays++;
    long bytes = Math.max(SMALL_ARRAY, b.bytes());
    sharedBytes += bytes + 15 & -16;
    ptx.declare(".shared .align 16 .b8 %s[%d]".formatted(name, bytes));
    scope.place(b, new Place.InMemory("shared", ptx.make(Kind.LONG, "mov.u64", name)));
  }

  // ── loops that run at once ──

  /// The loops of a nest whose iterations may be dealt out together, and what is inside them.
  static Stmt nest(Stmt.For outermost, List<Stmt.For> nest) {
    Stmt s = outermost;
    var indices = new HashSet<Expr.Index>();
    while (s instanceof Stmt.For f
        && isParallel(f)
        && !needsBlock(f.body())
        && org.ashlar.ir.Rewrite.free(f.extent()).stream().noneMatch(indices::contains)
        && Simplify.of(f.extent()).equals(f.extent())
        && isSteady(f.extent())) {
      nest.add(f);
      indices.add(f.index());
      s = f.body();
    }
    if (nest.isEmpty()) {
      nest.add(outermost);
      return outermost.body();
    }
    return s;
  }

  private static boolean isSteady(Expr extent) {
    var steady = new boolean[] {true};
    org.ashlar.ir.Rewrite.visit(extent, e -> steady[0] &= !(e instanceof Expr.Read));
    return steady[0];
  }

  static boolean isParallel(Stmt.For f) {
    return f.run() != Run.SERIAL && f.run() != Run.UNROLLED;
  }

  /// Whether a statement is the work of a whole block: it deals out loops to threads, or has memory
  /// of the block.
  static boolean needsBlock(Stmt s) {
    return switch (s) {
      case Stmt.For f -> f.run() == Run.THREADS || needsBlock(f.body());
      case Stmt.If i -> needsBlock(i.then()) || needsBlock(i.otherwise());
      case Stmt.Alloc(var b, var body) -> b.space() == Space.SHARED || needsBlock(body);
      case Stmt.Seq(var all) -> all.stream().anyMatch(Body::needsBlock);
      case Stmt.Store _, Stmt.Update _, Stmt.Copy _, Stmt.Multiply _ -> false;
    };
  }

  /// The indices of a nest from the number of the iteration, the innermost running fastest.
  void decode(List<Stmt.For> nest, Value number) {
    Value rest = number;
    for (int i = nest.size() - 1; i >= 0; i--) {
      var f = nest.get(i);
      scope.know(scope.facts().with(f.index(), f.extent()));
      boolean word = scope.facts().range(f.index()).max() <= Integer.MAX_VALUE;
      if (i == 0) {
        scope.bind(f.index(), word ? narrow(rest) : rest);
        return;
      }
      var extent = expressions.any(f.extent());
      Value index;
      if (rest.kind() == Kind.WORD && extent.kind() == Kind.WORD) {
        if (extent.isConstant()) {
          index = expressions.integers.remainder(rest, extent.number());
          rest = expressions.integers.quotient(rest, extent.number());
        } else {
          index = ptx.make(Kind.WORD, "rem.u32", rest, extent);
          rest = ptx.make(Kind.WORD, "div.u32", rest, extent);
        }
        scope.bind(f.index(), index);
      } else {
        var by = expressions.wide(extent);
        index = ptx.make(Kind.LONG, "rem.u64", expressions.wide(rest), by);
        rest = ptx.make(Kind.LONG, "div.u64", expressions.wide(rest), by);
        scope.bind(f.index(), word ? narrow(index) : index);
      }
    }
  }

  private Value narrow(Value x) {
    return x.kind() == Kind.LONG ? ptx.make(Kind.WORD, "cvt.u32.u64", x) : x;
  }
}
