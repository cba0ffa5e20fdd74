package org.ashlar.rules;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.ashlar.ir.Axis;
import org.ashlar.ir.DType;
import org.ashlar.ir.Expr;
import org.ashlar.ir.Expr.Index;
import org.ashlar.ir.Facts;
import org.ashlar.ir.Meaning;
import org.ashlar.ir.Op2;
import org.ashlar.ir.Operand;
import org.ashlar.ir.Range;
import org.ashlar.ir.Reducer;
import org.ashlar.ir.Rewrite;
import org.ashlar.ir.Simplify;
import org.ashlar.ir.TensorType;
import org.ashlar.ir.Value;
import org.ashlar.operators.Derive;

/// Solves `place(over) = result` for the indices of a scatter: what is left over is summed at each
/// place of the result.
///
/// Each dimension is one equation `Σ coefficient · index = number`, and is solved for one index:
/// * an index alone, or with coefficient ±1 beside others of that kind (a window of stride 1): by
///   subtraction;
/// * one with coefficient 1 beside multiples of s (a window of stride s, a split dimension): as in
///   a positional number system, it is `number mod s` and every s-th from there, and the equation
///   goes on with `number div s`;
/// * the rest of a division by m (a roll, a wrap): every m-th value from the one below m;
/// * what is clamped, mirrored or rounded: by a {@link Search} from the first value that leads
///   there;
/// * otherwise by division, under the condition that it leaves nothing. An index must stay within
///   its extent: conditions that ranges do not prove become a `Select` around the body.
final class Inversion {
  private final Value value;
  private final Meaning.Scattered from;
  private final TensorType type;
  private final List<Value> tables = new ArrayList<>();
  private final Map<Index, Expr> over = new LinkedHashMap<>();
  private final List<Expr> places = new ArrayList<>();
  private final List<Expr> conditions = new ArrayList<>();
  private Facts facts = Facts.NONE;
  private Expr body;
  private int fresh;

  private Inversion(Value value, Meaning.Scattered from, TensorType type) {
    this.value = value;
    this.from = from;
    this.type = type;
    this.body = from.body();
    from.over().forEach(axis -> add(axis.index(), axis.extent()));
    for (int d = 0; d < from.result().size(); d++) {
      facts = facts.with(from.result().get(d), type.size(d));
    }
    places.addAll(from.at());
  }

  /// The scatter as a gather; empty where a place can be solved in no way.
  static Optional<Value> of(Value value, String label, Meaning.Scattered from, TensorType type) {
    boolean addsToZero =
        from.combine() == Op2.ADD && from.initial() instanceof Expr.Const c && c.value() == 0;
    if (!addsToZero) {
      return Optional.empty();
    }
    var inversion = new Inversion(value, from, type);
    return inversion
        .solve()
        .map(gather -> {
          var args = new ArrayList<>(value.args());
          args.addAll(inversion.tables);
          return Derive.apply(value.graph(), label, gather, type, args);
        });
  }

  /// All equations, one after the other; each solution is put into the rest.
  private Optional<Meaning.Indexed> solve() {
    dropSingles();
    while (splitQuotient()) {
      dropSingles();
    }
    var open = new ArrayList<Integer>();
    for (int d = 0; d < places.size(); d++) {
      open.add(d);
    }
    // plain indices first: they make the others simpler
    open.sort((d, e) -> Integer.compare(unknowns(d), unknowns(e)));
    for (int d : open) {
      var form = Affine.of(simple(places.get(d)), over.keySet());
      if (form.isPresent()) {
        solve(
            new LinkedHashMap<>(form.get().coefficients()),
            from.result().get(d).minus(form.get().rest()));
      } else if (!isRemainder(d) && !isFound(d)) {
        return Optional.empty();
      }
    }
    return Optional.of(gather());
  }

  /// How many indices a place has; places that are not affine come last.
  private int unknowns(int dimension) {
    return Affine.of(simple(places.get(dimension)), over.keySet())
        .map(a -> a.coefficients().size())
        .orElse(Integer.MAX_VALUE);
  }

  /// An index of one value is 0.
  private void dropSingles() {
    for (var index : List.copyOf(over.keySet())) {
      if (isNumber(extent(index), 1)) {
        bind(index, Expr.of(0), false);
      }
    }
  }

  /// Writes an index that is divided as `quotient · s + remainder`, two indices of their own.
  private boolean splitQuotient() {
    for (var place : places) {
      for (var index : List.copyOf(over.keySet())) {
        var divisor = divisor(place, index);
        if (divisor > 1 && extent(index) instanceof Expr.Const(_, long extent)) {
          var quotient = add(Math.ceilDiv(extent, divisor));
          var remainder = add(divisor);
          bind(index, quotient.times(Expr.of(divisor)).plus(remainder), extent % divisor != 0);
          return true;
        }
      }
    }
    return false;
  }

  /// The number by which a place divides the bare index, or 0.
  private static long divisor(Expr place, Index index) {
    var found = new long[1];
    Rewrite.visit(
        place,
        e -> {
          if (e instanceof Expr.Binary(var op, Index i, Expr.Const(_, long c))
              && (op == Op2.FLOORDIV || op == Op2.FLOORMOD)
              && i.equals(index)) {
            found[0] = c;
          }
        });
    return found[0];
  }

  // ── one equation ──

  /// `Σ coefficient · index = number`. With no index left it is a condition on the result's place.
  private void solve(Map<Index, Long> coefficients, Expr number) {
    var rest = simple(number);
    while (true) {
      if (coefficients.isEmpty()) {
        conditions.add(rest.eq(Expr.of(0)));
        return;
      }
      long common = divisor(coefficients.values());
      if (common > 1) {
        conditions.add(rest.floorMod(Expr.of(common)).eq(Expr.of(0)));
        rest = simple(rest.floorDiv(Expr.of(common)));
        coefficients.replaceAll((_, c) -> c / common);
      }
      var digit = digit(coefficients);
      if (digit.isEmpty()) {
        divide(coefficients, rest);
        return;
      }
      coefficients.remove(digit.get());
      rest = takeDigit(digit.get(), divisor(coefficients.values()), rest);
      long base = divisor(coefficients.values());
      coefficients.replaceAll((_, c) -> c / base);
    }
  }

  /// An index of coefficient 1 whose neighbours are all multiples of a larger number.
  private Optional<Index> digit(Map<Index, Long> coefficients) {
    for (var index : coefficients.keySet()) {
      var others = new LinkedHashMap<>(coefficients);
      boolean isUnit = Long.valueOf(1).equals(others.remove(index));
      if (isUnit
          && !others.isEmpty()
          && divisor(others.values()) > 1
          && extent(index) instanceof Expr.Const) {
        return Optional.of(index);
      }
    }
    return Optional.empty();
  }

  /// `number = base · high + digit`: digit is number mod base, and every base-th from there as long
  /// as it is in range.
  private Expr takeDigit(Index digit, long base, Expr number) {
    long extent = extent(digit) instanceof Expr.Const(_, long n) ? n : 0;
    long steps = Math.ceilDiv(extent, base);
    Expr low = simple(number.floorMod(Expr.of(base)));
    Expr high = simple(number.floorDiv(Expr.of(base)));
    if (steps > 1) {
      var step = add(steps);
      low = simple(step.times(Expr.of(base)).plus(low));
      high = simple(high.minus(step));
    }
    bind(digit, low, extent % base != 0);
    return high;
  }

  /// Solves for the index of the largest extent, of those that need no remainder if there are any.
  private void divide(Map<Index, Long> coefficients, Expr number) {
    boolean units = coefficients.values().stream().anyMatch(c -> Math.abs(c) == 1);
    var chosen =
        coefficients.entrySet().stream()
            .filter(term -> !units || Math.abs(term.getValue()) == 1)
            .max(Comparator.comparingLong(term -> known(term.getKey())))
            .orElseThrow();
    var rest = number;
    for (var term : coefficients.entrySet()) {
      if (!term.getKey().equals(chosen.getKey())) {
        rest = rest.minus(term.getKey().times(Expr.of(term.getValue())));
      }
    }
    long own = chosen.getValue();
    var signed = simple(own < 0 ? Expr.of(0).minus(rest) : rest);
    long divisor = Math.abs(own);
    if (divisor > 1) {
      conditions.add(signed.floorMod(Expr.of(divisor)).eq(Expr.of(0)));
    }
    bind(chosen.getKey(), divisor > 1 ? signed.floorDiv(Expr.of(divisor)) : signed, true);
  }

  /// Solves `(±index + c) mod m = number`: the rest of the number, and every m-th from there.
  private boolean isRemainder(int dimension) {
    if (!(simple(places.get(dimension))
            instanceof Expr.Binary(var op, var x, Expr.Const(_, long m)))
        || op != Op2.FLOORMOD) {
      return false;
    }
    var form = Affine.of(x, over.keySet());
    if (form.isEmpty() || form.get().coefficients().size() != 1) {
      return false;
    }
    var term = form.get().coefficients().entrySet().iterator().next();
    var index = term.getKey();
    if (Math.abs(term.getValue()) != 1 || !(extent(index) instanceof Expr.Const(_, long extent))) {
      return false;
    }
    var number = from.result().get(dimension);
    conditions.add(number.lt(Expr.of(m)));
    var rest = number.minus(form.get().rest()).times(Expr.of(term.getValue()));
    Expr solution = simple(rest).floorMod(Expr.of(m));
    long steps = Math.ceilDiv(extent, m);
    if (steps > 1) {
      solution = solution.plus(add(steps).times(Expr.of(m)));
    }
    bind(index, solution, extent % m != 0);
    return true;
  }

  /// Solves by trying the values from the first one that leads to the number.
  private boolean isFound(int dimension) {
    var place = simple(places.get(dimension));
    var search = Search.of(value.graph(), place, type.size(dimension), over);
    if (search.isEmpty()) {
      return false;
    }
    var number = from.result().get(dimension);
    var at = new ArrayList<Expr>(List.of(number));
    at.addAll(search.get().others());
    var table = new Operand(value.args().size() + tables.size(), DType.I64);
    tables.add(search.get().first());
    var first = new Expr.Read(table, at);
    facts = facts.with(first, new Range(0, known(search.get().index())));
    long width = search.get().width();
    bind(search.get().index(), width > 1 ? first.plus(add(width)) : first, true);
    conditions.add(places.get(dimension).eq(number));
    return true;
  }

  private Expr extent(Index index) {
    return Objects.requireNonNull(over.get(index));
  }

  /// The extent; the most where it is known at launch only.
  private long known(Index index) {
    return extent(index) instanceof Expr.Const(_, long n) ? n : Long.MAX_VALUE;
  }

  /// The greatest common divisor of magnitudes, by Euclid; 0 of nothing.
  private static long divisor(Iterable<Long> numbers) {
    long divisor = 0;
    for (long n : numbers) {
      for (long m = Math.abs(n); m != 0; ) {
        long rest = divisor % m;
        divisor = m;
        m = rest;
      }
    }
    return divisor;
  }

  // ── indices ──

  private Index add(long extent) {
    var index = new Index("digit" + fresh++);
    add(index, Expr.of(extent));
    return index;
  }

  private void add(Index index, Expr extent) {
    over.put(index, extent);
    facts = facts.with(index, extent);
  }

  /// Puts a solution in the index's place.
  ///
  /// @param check whether it may lie outside the index's extent, where the scatter had no term
  private void bind(Index index, Expr by, boolean check) {
    var extent = extent(index);
    over.remove(index);
    var value = simple(by);
    if (check) {
      conditions.add(Expr.of(0).le(value));
      conditions.add(value.lt(extent));
    }
    var replaced = Map.of(index, value);
    places.replaceAll(e -> simple(Rewrite.substitute(e, replaced)));
    conditions.replaceAll(e -> Rewrite.substitute(e, replaced));
    body = Rewrite.substitute(body, replaced);
  }

  private Expr simple(Expr e) {
    return Simplify.of(e, facts);
  }

  /// The meaning: the indices that no equation took are summed over, under the conditions that must
  /// be asked.
  private Meaning.Indexed gather() {
    var needed = new ArrayList<Expr>();
    for (var condition : conditions) {
      var simple = simple(condition);
      if (!facts.proves(simple) && !needed.contains(simple)) {
        needed.add(simple);
      }
    }
    var axes = new ArrayList<Axis>();
    over.forEach((index, extent) -> axes.add(new Axis(index, extent)));
    var by = axes.isEmpty() ? Reducer.none(type.dtype()) : Reducer.sum(type.dtype());
    var wide = by.states().getFirst();
    // the terms were rounded to be stored one by one; a sum keeps them as they are
    var term = body instanceof Expr.Cast(_, _, var x) && x.dtype() == wide ? x : body.cast(wide);
    var guarded =
        needed.stream()
            .reduce(Expr::and)
            .map(all -> all.select(term, Expr.of(wide, 0)))
            .orElse(term);
    return new Meaning.Indexed(from.result(), axes, by, List.of(guarded));
  }

  private static boolean isNumber(Expr e, long number) {
    return e instanceof Expr.Const(_, long bits) && bits == number;
  }
}
