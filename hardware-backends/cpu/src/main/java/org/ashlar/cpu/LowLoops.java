package org.ashlar.cpu;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;
import org.ashlar.cpu.low.Condition;
import org.ashlar.cpu.low.Context;
import org.ashlar.cpu.low.Instruction;
import org.ashlar.cpu.low.Op;
import org.ashlar.cpu.low.Register;
import org.ashlar.ir.Expr;
import org.ashlar.ir.Facts;
import org.ashlar.ir.Range;
import org.ashlar.ir.kernel.Statements;
import org.ashlar.ir.kernel.Stmt;
import org.ashlar.ir.kernel.Writes;

/// Machine code for loops: plain ones, parts of parallel ones, and vector loops as whole vectors
/// with what is left under a mask.
final class LowLoops {
  /// Work between two looks at the stop word, in steps as {@link Weight} counts.
  private static final double CHECKED = 2000;

  private static final long LONG_LOOP = 1 << 18;

  private final LowFunction f;
  private final LowStatements statements;
  private final LowChoices choices;

  LowLoops(LowFunction function, LowStatements statements) {
    this.f = function;
    this.statements = statements;
    this.choices = function.owner.choices();
  }

  // ── loops ──

  void loop(Stmt.For loop) {
    if (new LowCombine(f, statements).take(loop)) {
      return;
    }
    f.moving.clear();
    var facts = f.facts;
    var everywhere = f.everywhere;
    var old = Optional.ofNullable(f.indices.get(loop.index()));
    if (choices.isUnrolled(loop)) {
      long n = ((Expr.Const) loop.extent()).bits();
      for (long i = 0; i < n; i++) {
        f.indices.put(loop.index(), new LowIndex.Fixed(i));
        f.facts = facts.with(loop.index(), Range.of(i));
        f.everywhere = everywhere.with(loop.index(), Range.of(i));
        statements.write(loop.body());
      }
    } else {
      f.facts = facts.with(loop.index(), loop.extent());
      f.everywhere = everywhere.with(loop.index(), loop.extent());
      if (f.lanes == 1 && choices.lanes(loop) > 1) {
        vector(loop, facts);
      } else {
        if (f.lanes > 1 && f.moves(loop.extent())) {
          throw new Unvectorable(
              f.vector.orElseThrow().loop(),
              1,
              "the extent of " + loop.index().name() + " differs from lane to lane");
        }
        plain(loop, facts);
      }
    }
    f.facts = facts;
    f.everywhere = everywhere;
    f.indices.remove(loop.index());
    old.ifPresent(index -> f.indices.put(loop.index(), index));
    f.moving.clear();
  }

  private void plain(Stmt.For loop, Facts around) {
    boolean polls =
        f.owner.isLong()
            && (Weight.hasLoops(loop.body()) && Weight.of(loop.body(), around) > CHECKED
                || around.range(loop.extent()).max() > LONG_LOOP);
    if (loop.extent() instanceof Expr.Const(_, long n)) {
      if (n == 1) {
        f.indices.put(loop.index(), new LowIndex.Fixed(0));
        statements.write(loop.body());
      } else if (n > 0) {
        run(loop, Register.NONE, Register.NONE, n, 1, polls, () -> statements.write(loop.body()));
      }
    } else {
      var limit = f.places.whole(loop.extent());
      run(loop, Register.NONE, limit, 0, 1, polls, () -> statements.write(loop.body()));
    }
  }

  /// The iterations of a part of a parallel loop, which the context tells.
  void part(Stmt.For loop, Facts around) {
    f.facts = around.with(loop.index(), loop.extent());
    f.everywhere = f.facts;
    var begin = f.places.word(Context.BEGIN);
    var end = f.places.word(Context.END);
    boolean polls = f.owner.isLong() && Weight.of(loop.body(), around) > CHECKED;
    run(loop, begin, end, 0, 1, polls, () -> statements.write(loop.body()));
  }

  /// The same of rows in pairs; what is left is a row that is alone. The part begins with a pair.
  void pairs(Stmt.For both, Stmt.For row, Facts around) {
    boolean polls = f.owner.isLong() && Weight.of(both.body(), around) > CHECKED;
    var begin = f.places.word(Context.BEGIN);
    var end = f.places.word(Context.END);
    f.facts = around.with(both.index(), both.extent());
    f.everywhere = f.facts;
    var first = f.whole(Instruction.of(Op.W_SAR_N).x(begin).number(1));
    var limit = f.whole(Instruction.of(Op.W_SAR_N).x(end).number(1));
    run(both, first, limit, 0, 1, polls, () -> statements.write(both.body()));
    f.facts = around.with(row.index(), row.extent());
    f.everywhere = f.facts;
    var last = f.whole(Instruction.of(Op.W_AND_N).x(end).number(-2));
    run(row, last, end, 0, 1, polls, () -> statements.write(row.body()));
  }

  /// From `begin` (none: 0) to `limit` (none: n) by steps.
  private void run(
      Stmt.For loop,
      Register begin,
      Register limit,
      long n,
      long step,
      boolean polls,
      Runnable body) {
    run(
        loop,
        begin,
        limit,
        () -> {
          body.run();
          return new Steps(n, step);
        },
        polls);
  }

  /// How a loop runs.
  ///
  /// @param n where it ends, if no register says so
  private record Steps(long n, long step) {}

  private void run(
      Stmt.For loop, Register begin, Register limit, Supplier<Steps> body, boolean polls) {
    var counter = f.listing.whole();
    var inner = new LowScope(Optional.of(f.scope), counter, Writes.of(loop.body()));
    var outer = f.scope;
    var sink = f.sink;
    f.forgetLoads();
    f.indices.put(loop.index(), new LowIndex.Counter(inner));
    f.scope = inner;
    f.sink = inner.items;
    var steps = body.get();
    long n = steps.n();
    long step = steps.step();
    f.scope = outer;
    f.sink = sink;
    f.forgetLoads();
    long top = f.listing.label();
    long end = f.listing.label();
    inner.before.forEach(f::add);
    start(counter, begin, 1);
    inner.scaled.forEach((factor, register) -> start(register, begin, factor));
    if (!limit.isNone()) {
      f.add(Instruction.of(Op.BRANCH).x(counter).y(limit).condition(Condition.GE).number(end));
    }
    f.add(Instruction.of(Op.LOOP));
    f.add(Instruction.of(Op.LABEL).number(top));
    if (polls) {
      f.add(Instruction.of(Op.POLL));
    }
    inner.top.forEach(f::add);
    inner.items.forEach(f::add);
    f.add(Instruction.of(Op.W_ADD_N).to(counter).x(counter).number(step));
    inner.scaled.forEach((factor, register) ->
        f.add(Instruction.of(Op.W_ADD_N).to(register).x(register).number(step * factor)));
    f.add(
        limit.isNone()
            ? Instruction.of(Op.BRANCH_N).x(counter).other(n).condition(Condition.LT).number(top)
            : Instruction.of(Op.BRANCH).x(counter).y(limit).condition(Condition.LT).number(top));
    f.add(Instruction.of(Op.END));
    f.add(Instruction.of(Op.LABEL).number(end));
  }

  private void start(Register register, Register begin, long factor) {
    f.add(
        begin.isNone()
            ? Instruction.of(Op.CONSTANT).to(register)
            : Instruction.of(Op.W_MUL_N).to(register).x(begin).number(factor));
  }

  // ── vectors ──

  private void vector(Stmt.For loop, Facts around) {
    int lanes = choices.lanes(loop);
    var sink = f.sink;
    var before = new ArrayList<Instruction>();
    var inside = new ArrayList<Instruction>();
    var bound = new HashSet<Expr>(f.names.keySet());
    bound.addAll(f.indices.keySet());
    f.vector =
        Optional.of(
            new LowLanes(
                loop, before, repeats(loop, lanes), around, Writes.of(loop.body()), bound));
    f.sink = inside;
    if (loop.extent() instanceof Expr.Const(_, long n)) {
      constant(loop, lanes, n);
    } else {
      open(loop, lanes);
    }
    f.vector = Optional.empty();
    f.sink = sink;
    before.forEach(f::add);
    inside.forEach(f::add);
  }

  private void lanes(Stmt.For loop, int lanes, Register mask) {
    lanes(loop.body(), lanes, mask);
  }

  private void lanes(Stmt body, int lanes, Register mask) {
    f.lanes = lanes;
    f.mask = mask;
    f.tail = mask;
    f.moving.clear();
    statements.write(body);
    f.moving.clear();
    f.lanes = 1;
    f.mask = Register.NONE;
    f.tail = Register.NONE;
  }

  private boolean repeats(Stmt.For loop, int lanes) {
    return !(loop.extent() instanceof Expr.Const(_, long n)) || n / lanes > 2 && !usesCells(loop);
  }

  private void constant(Stmt.For loop, int lanes, long n) {
    long whole = n / lanes * lanes;
    if (!repeats(loop, lanes)) {
      if (whole > 64L * lanes) {
        throw new Unvectorable(loop, 1, "too many vectors in registers");
      }
      inTurns(loop, lanes, 0, whole);
    } else if (!Weight.hasLoops(loop.body())) {
      woven(loop, lanes, whole);
    } else {
      boolean polls = f.owner.isLong() && n > LONG_LOOP;
      run(
          loop,
          Register.NONE,
          Register.NONE,
          whole,
          lanes,
          polls,
          () -> lanes(loop, lanes, Register.NONE));
    }
    if (whole < n) {
      f.indices.put(loop.index(), new LowIndex.Fixed(whole));
      var mask = f.mask(Instruction.of(Op.M_CONSTANT).number((1L << n - whole) - 1));
      lanes(loop, lanes, mask);
    }
  }

  /// Vectors at known places, several at once.
  private void inTurns(Stmt.For loop, int lanes, long from, long to) {
    var copies = new ArrayList<List<Instruction>>();
    int most = 0;
    for (long at = from; at < to; at += lanes) {
      f.indices.put(loop.index(), new LowIndex.Fixed(at));
      copies.add(copy(() -> lanes(loop, lanes, Register.NONE)));
      if (most == 0) {
        most = Weight.hasLoops(loop.body()) ? 1 : LowWeave.copies(copies.getFirst());
      }
      if (copies.size() == most) {
        LowWeave.together(copies).forEach(f::add);
        copies.clear();
      }
    }
    LowWeave.together(copies).forEach(f::add);
  }

  /// A loop over whole vectors, as many in an iteration as there is room for.
  private void woven(Stmt.For loop, int lanes, long whole) {
    var facts = f.facts;
    var everywhere = f.everywhere;
    long vectors = whole / lanes;
    var done = new long[1];
    run(
        loop,
        Register.NONE,
        Register.NONE,
        () -> {
          var copies = new ArrayList<List<Instruction>>();
          copies.add(copy(() -> lanes(loop, lanes, Register.NONE)));
          int count = (int) Math.min(vectors, LowWeave.copies(copies.getFirst()));
          done[0] = vectors / count * count * lanes;
          var inside = new Range(0, done[0] - (count - 1L) * lanes - 1);
          f.facts = facts.with(loop.index(), inside);
          f.everywhere = everywhere.with(loop.index(), inside);
          for (int c = 1; c < count; c++) {
            Expr moved = loop.index().plus(Expr.of((long) c * lanes));
            var body = Statements.substitute(loop.body(), Map.of(loop.index(), moved));
            copies.add(copy(() -> lanes(body, lanes, Register.NONE)));
          }
          f.facts = facts;
          f.everywhere = everywhere;
          LowWeave.together(copies).forEach(f::add);
          return new Steps(done[0], (long) count * lanes);
        },
        f.owner.isLong() && whole > LONG_LOOP);
    inTurns(loop, lanes, done[0], whole);
  }

  private List<Instruction> copy(Runnable inside) {
    var sink = f.sink;
    var copy = new ArrayList<Instruction>();
    f.sink = copy;
    inside.run();
    f.sink = sink;
    return copy;
  }

  private void open(Stmt.For loop, int lanes) {
    var zero = f.whole(Instruction.of(Op.CONSTANT));
    var extent = f.places.whole(loop.extent());
    var limit = f.whole(Instruction.of(Op.W_MAX).x(extent).y(zero));
    var whole = f.whole(Instruction.of(Op.W_AND_N).x(limit).number(-lanes));
    run(
        loop,
        Register.NONE,
        whole,
        0,
        lanes,
        f.owner.isLong(),
        () -> lanes(loop, lanes, Register.NONE));
    long end = f.listing.label();
    f.add(Instruction.of(Op.BRANCH).x(whole).y(limit).condition(Condition.GE).number(end));
    var left = f.whole(Instruction.of(Op.W_SUB).x(limit).y(whole));
    var mask = f.mask(Instruction.of(Op.M_FIRST).x(left));
    f.indices.put(loop.index(), new LowIndex.Here(whole));
    f.jumped(() -> lanes(loop, lanes, mask));
    f.add(Instruction.of(Op.LABEL).number(end));
  }

  /// Whether the loop works on vectors in registers, whose numbers must be known.
  private boolean usesCells(Stmt.For loop) {
    return LoopChoices.accesses(
        loop.body(), b -> f.homes.get(b) instanceof LowHome.Cells c && c.lanes() > 1);
  }
}
