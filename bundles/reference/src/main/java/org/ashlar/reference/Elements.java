package org.ashlar.reference;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.ashlar.ir.Codec;
import org.ashlar.ir.DType;
import org.ashlar.ir.Expr;
import org.ashlar.ir.Meaning;
import org.ashlar.ir.Op2;
import org.ashlar.ir.Scalar;
import org.ashlar.ir.TensorData;

/// Computes the one result of a meaning that is said element by element.
final class Elements {
  private final Scope scope;
  private final List<Numbers> operands;
  private final int firstMemory;
  private final long terms;
  private final TensorData data;
  private final double[] magnitude;
  private boolean exact = true;

  /// @param owner whose meaning it is, for errors
  /// @param sizes the sizes known at launch, by name
  Elements(
      String owner, Map<String, Long> sizes, List<Numbers> operands, DType dtype, long[] result) {
    this.scope = new Scope(owner, sizes, new Slots());
    this.operands = operands;
    this.firstMemory =
        IntStream.range(0, operands.size()).map(i -> scope.slots.memory()).min().orElse(0);
    this.terms = operands.stream().mapToLong(Numbers::terms).max().orElse(1);
    this.data = TensorData.zeros(dtype, result);
    this.magnitude = new double[Math.toIntExact(data.elements())];
  }

  /// Every element from the elements at the same place, broadcast: the places are made explicit,
  /// the rest is as in {@link #indexed}.
  Numbers pointwise(Meaning.Pointwise m) {
    var result = new ArrayList<Expr.Index>();
    for (int d = 0; d < data.sizes().length; d++) {
      result.add(new Expr.Index("i" + d));
    }
    return each(m.body(), result, new OperandReads(operands, firstMemory, result));
  }

  /// Every element reduced over its own indices; the terms are counted where adding them rounds.
  Numbers indexed(Meaning.Indexed m) {
    var reads = new OperandReads(operands, firstMemory, List.of());
    if (m.over().isEmpty() && m.by().isSingle() && m.by().combine() == Op2.SET) {
      return each(m.body().getFirst(), m.result(), reads);
    }
    requireDtype(m.by().finish().dtype());
    int[] slots = bind(m.result());
    var plain = new Plain(scope, reads);
    var extents = new Whole[m.over().size()];
    int[] over = new int[extents.length];
    for (int i = 0; i < extents.length; i++) {
      extents[i] = plain.whole(m.over().get(i).extent());
      over[i] = scope.bind(m.over().get(i).index());
    }
    var reduction = new Reduction(m.by(), m.body(), scope, reads, terms);
    var frame = frame();
    long[] most = {1};
    long[] count = {0};
    each(
        frame,
        slots,
        element -> {
          reduction.reset(frame);
          count[0] = 0;
          walk(
              frame,
              extents,
              over,
              0,
              () -> {
                reduction.add(frame);
                count[0]++;
              });
          most[0] = Math.max(most[0], count[0]);
          put(element, reduction.finish(frame), frame);
        });
    return done(frame, reduction.isCounted() ? most[0] : 1);
  }

  /// Every prefix along one index: a line is reduced once, and each of its elements is the state so
  /// far, finished.
  Numbers scanned(Meaning.Scanned m) {
    var reads = new OperandReads(operands, firstMemory, List.of());
    requireDtype(m.by().finish().dtype());
    int[] slots = bind(m.result());
    int along = m.result().indexOf(m.along());
    if (along < 0) {
      throw new IllegalStateException(
          scope.owner() + ": " + m.along().name() + ": no index of the result");
    }
    var reduction = new Reduction(m.by(), m.body(), scope, reads, terms);
    var frame = frame();
    long[] sizes = data.sizes();
    long n = sizes[along];
    long[] lines = sizes.clone();
    lines[along] = Math.min(1, n);
    each(
        frame,
        lines,
        slots,
        element -> {
          reduction.reset(frame);
          for (long i = 0; i < n; i++) {
            frame.whole[slots[along]] = m.reverse() ? n - 1 - i : i;
            if (m.exclusive()) {
              put(element(frame, slots), reduction.finish(frame), frame);
            }
            reduction.add(frame);
            if (!m.exclusive()) {
              put(element(frame, slots), reduction.finish(frame), frame);
            }
          }
        });
    return done(frame, reduction.isCounted() ? Math.max(1, n) : 1);
  }

  /// The result is filled with `initial`, then terms are combined into it in the order of `over`.
  /// Floats are combined in f64 and rounded once, at the end.
  Numbers scattered(Meaning.Scattered m) {
    var reads = new OperandReads(operands, firstMemory, List.of());
    var dtype = data.dtype();
    requireDtype(m.initial().dtype());
    requireDtype(m.body().dtype());
    var scalars = new Tracked(scope, reads, terms, true);
    int[] slots = bind(m.result());
    var initial = Reduction.element(scalars, m.initial());
    m.result().forEach(scope::unbind);
    var plain = new Plain(scope, reads);
    var extents = new Whole[m.over().size()];
    int[] over = new int[extents.length];
    for (int i = 0; i < extents.length; i++) {
      extents[i] = plain.whole(m.over().get(i).extent());
      over[i] = scope.bind(m.over().get(i).index());
    }
    var place = new Place(scope.owner(), "the result", data.sizes(), m.at(), plain).orOutside();
    var body = Reduction.element(scalars, m.body());
    var frame = frame();
    double rounding = Tracked.rounding(dtype);
    double[] sums = new double[magnitude.length];
    long[] counts = new long[magnitude.length];
    each(
        frame,
        slots,
        element -> {
          put(element, initial.bits(frame), frame);
          sums[(int) element] = dtype.isFloat() ? data.get(element) : 0;
          if (m.combine() == Op2.ADD && dtype.isFloat()) {
            magnitude[(int) element] += Tracked.own(sums[(int) element], rounding);
          }
        });
    var combine =
        dtype.isFloat() ? Floats.binary(m.combine(), DType.F64) : Floats.binary(Op2.SET, DType.F64);
    var carried = Tracked.carried(m.combine());
    walk(
        frame,
        extents,
        over,
        0,
        () -> {
          long at = place.at(frame);
          if (at < 0) {
            return;
          }
          int element = (int) at;
          long bits = body.bits(frame);
          counts[element]++;
          if (!dtype.isFloat()) {
            data.set(
                at,
                m.combine() == Op2.SET
                    ? bits
                    : Scalar.apply(m.combine(), dtype, data.bits(at), bits));
            return;
          }
          double term = Codec.decode(dtype, bits);
          double more =
              frame.magnitude + (m.combine() == Op2.ADD ? Tracked.own(term, rounding) : 0);
          magnitude[element] =
              carried.magnitude(
                  sums[element], magnitude[element], term, more, (terms + 8) * Tracked.UNIT);
          sums[element] = combine.applyAsDouble(sums[element], term);
        });
    long most = 1;
    for (int i = 0; i < sums.length; i++) {
      most = Math.max(most, counts[i] + 1);
      if (dtype.isFloat()) {
        data.set(i, Codec.encode(dtype, sums[i]));
        magnitude[i] += data.get(i) == sums[i] ? 0 : Tracked.own(sums[i], rounding);
      }
      exact &= magnitude[i] == 0;
    }
    return done(frame, most);
  }

  // ── walking ──

  private Numbers each(Expr body, List<Expr.Index> result, Reads reads) {
    requireDtype(body.dtype());
    int[] slots = bind(result);
    var element = Reduction.element(new Tracked(scope, reads, terms, true), body);
    var frame = frame();
    each(frame, slots, at -> put(at, element.bits(frame), frame));
    return done(frame, 1);
  }

  private void requireDtype(DType given) {
    if (given != data.dtype()) {
      throw new IllegalStateException(
          scope.owner() + ": the shape rule says " + data.dtype() + ", the meaning gives " + given);
    }
  }

  private int[] bind(List<Expr.Index> result) {
    if (result.size() != data.sizes().length) {
      throw new IllegalStateException(
          scope.owner()
              + ": the meaning has "
              + result.size()
              + " result indices, the result "
              + data.sizes().length
              + " dimensions");
    }
    return result.stream().mapToInt(scope::bind).toArray();
  }

  private Frame frame() {
    var frame = new Frame(scope.slots, new Control());
    for (int i = 0; i < operands.size(); i++) {
      frame.memory[firstMemory + i] = operands.get(i).data().data();
    }
    return frame;
  }

  private interface Visit {
    void element(long number);
  }

  private void each(Frame frame, int[] slots, Visit visit) {
    each(frame, data.sizes(), slots, visit);
  }

  private static void each(Frame frame, long[] sizes, int[] slots, Visit visit) {
    long n = 1;
    for (long size : sizes) {
      n *= size;
    }
    for (long element = 0; element < n; element++) {
      long rest = element;
      for (int d = sizes.length - 1; d >= 0; d--) {
        frame.whole[slots[d]] = rest % sizes[d];
        rest /= sizes[d];
      }
      visit.element(element);
    }
  }

  private long element(Frame frame, int[] slots) {
    long[] sizes = data.sizes();
    long element = 0;
    for (int d = 0; d < sizes.length; d++) {
      element = element * sizes[d] + frame.whole[slots[d]];
    }
    return element;
  }

  private static void walk(Frame frame, Whole[] extents, int[] slots, int depth, Runnable body) {
    if (depth == extents.length) {
      body.run();
      return;
    }
    long n = extents[depth].at(frame);
    for (long i = 0; i < n; i++) {
      frame.whole[slots[depth]] = i;
      walk(frame, extents, slots, depth + 1, body);
    }
  }

  /// Stores an element and the magnitude that computing it left in the frame.
  private void put(long element, long bits, Frame frame) {
    data.set(element, bits);
    magnitude[(int) element] = frame.magnitude;
    exact &= frame.magnitude == 0;
  }

  /// @param own the most terms that one element of this meaning was combined from
  private Numbers done(Frame frame, long own) {
    if (!frame.control.fault().isEmpty()) {
      throw new IllegalStateException(
          frame.control.fault() + ": a meaning must guard what it reads by a select");
    }
    return new Numbers(data, exact ? new double[0] : magnitude, Math.max(own, terms));
  }
}
