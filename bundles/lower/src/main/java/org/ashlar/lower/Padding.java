package org.ashlar.lower;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;
import org.ashlar.ir.Bounds;
import org.ashlar.ir.Derived;
import org.ashlar.ir.Expr;
import org.ashlar.ir.Expr.Index;
import org.ashlar.ir.Facts;
import org.ashlar.ir.Meaning;
import org.ashlar.ir.Op2;
import org.ashlar.ir.Operand;
import org.ashlar.ir.Range;
import org.ashlar.ir.Rewrite;
import org.ashlar.ir.TensorType;

/// Sums of products that leave out places beyond an argument's edge, as convolutions with padding
/// and their gradients do, read an argument with a rim instead: the inner loops are then free of
/// conditions, which is worth far more to machines with vectors than the copy costs.
///
/// In the rim stands what makes the factor 0: 0, or the zero point that is subtracted from what is
/// read (`x - zero` of quantised numbers). So what is left out becomes a product with 0. That is
/// the same for every finite factor; an infinite one or NaN beside the edge gives NaN, as the
/// formula of a convolution with padding says.
///
/// @param position the argument that gets the rim
/// @param sources the arguments that the rim is made of: that one, and the zero point where one is
///   read
/// @param rim makes it
/// @param product the sum, over the argument with its rim
record Padding(int position, List<Integer> sources, Derived rim, Derived product) {
  private static final double GROWTH = 4;

  /// Where the meaning of an operator gains by it.
  static Optional<Padding> of(
      String label, Meaning.Indexed m, List<TensorType> args, TensorType type) {
    boolean constant =
        type.shape().isConstant()
            && args.stream().allMatch(a -> a.shape().isConstant())
            && m.over().stream().allMatch(a -> a.extent() instanceof Expr.Const);
    if (constant
        && m.by().isSingle()
        && m.by().combine() == Op2.ADD
        && m.body().getFirst()
            instanceof Expr.Select(var when, Expr.Binary product, Expr.Const zero)
        && product.op() == Op2.MUL
        && zero.bits() == 0) {
      for (var factor : List.of(product.x(), product.y())) {
        var read = read(factor);
        if (read.isPresent() && args.get(read.get().position()).rank() > 0) {
          int position = read.get().position();
          var found =
              new Matching(m, args, args.get(position), read.get(), type)
                  .of(label, position, when, product, factor);
          if (found.isPresent()) {
            return found;
          }
        }
      }
    }
    return Optional.empty();
  }

  /// What a factor reads, and what must stand there for the factor to be 0.
  ///
  /// @param zero a constant, or the read of one place of an argument
  private record Centred(Expr.Read read, Expr zero) {
    int position() {
      return ((Operand) read.of()).position();
    }
  }

  /// A read, a cast read, or the difference of two reads that are cast alike.
  private static Optional<Centred> read(Expr factor) {
    if (factor
            instanceof
            Expr.Binary(var op, Expr.Cast(_, var mode, var x), Expr.Cast(_, var n, var z))
        && op == Op2.SUB
        && mode == n
        && x instanceof Expr.Read r
        && r.of() instanceof Operand
        && z.dtype() == x.dtype()
        && isOnePlace(z)) {
      return Optional.of(new Centred(r, z));
    }
    var plain = factor instanceof Expr.Cast(_, _, var x) ? x : factor;
    return plain instanceof Expr.Read r && r.of() instanceof Operand
        ? Optional.of(new Centred(r, new Expr.Const(r.dtype(), 0)))
        : Optional.empty();
  }

  private static boolean isOnePlace(Expr e) {
    return e instanceof Expr.Const
        || e instanceof Expr.Read(Operand _, var at)
            && at.stream().allMatch(Expr.Const.class::isInstance);
  }

  /// One read of an argument under conditions.
  private record Matching(
      Meaning.Indexed m, List<TensorType> args, TensorType arg, Centred centred, TensorType type) {
    private List<Expr> at() {
      return centred.read().at();
    }

    Optional<Padding> of(String label, int position, Expr when, Expr.Binary product, Expr factor) {
      var rest = new ArrayList<Expr>();
      var guarded = new LinkedHashMap<Integer, Integer>();
      for (var condition : Conditions.all(when)) {
        int d = dimension(condition);
        if (d < 0) {
          rest.add(condition);
        } else {
          guarded.merge(d, 1, Integer::sum);
        }
      }
      double reads = Extents.elements(type) * Extents.iterations(m.over());
      var ranges = ranges();
      var low = new long[arg.rank()];
      var sizes = arg.shape().constants();
      for (int d : guarded.keySet()) {
        var range = Bounds.of(at().get(d), ranges);
        low[d] = Math.max(0, -range.min());
        sizes[d] = Math.max(sizes[d], range.max() + 1) + low[d];
        if (range.isAll() || sizes[d] > GROWTH * arg.shape().constants()[d] + GROWTH * GROWTH) {
          return Optional.empty();
        }
      }
      var padded = TensorType.of(arg.dtype(), sizes);
      var other = product.x() == factor ? product.y() : product.x();
      if (guarded.isEmpty()
          || !staysInside(other, rest)
          || Extents.elements(padded) > GROWTH * Extents.elements(arg)
          || reads <= Extents.elements(padded)) {
        return Optional.empty();
      }
      var shifted =
          IntStream.range(0, at().size()).mapToObj(d -> at().get(d).plus(Expr.of(low[d]))).toList();
      var inside =
          product(product, factor, new Expr.Read(new Operand(position, arg.dtype()), shifted));
      var body =
          rest.stream()
              .reduce(Expr::and)
              .map(c -> c.select(inside, Expr.of(inside.dtype(), 0)))
              .orElse(inside);
      var meaning = new Meaning.Indexed(m.result(), m.over(), m.by(), List.of(body));
      var sources =
          centred.zero() instanceof Expr.Read(Operand(int zero, _), _)
              ? List.of(position, zero)
              : List.of(position);
      return Optional.of(
          new Padding(position, sources, rim(padded, low), new Derived(label, meaning, type)));
    }

    private static Expr product(Expr.Binary product, Expr factor, Expr read) {
      Expr by =
          switch (factor) {
            case Expr.Cast(var dtype, var mode, _) -> new Expr.Cast(dtype, mode, read);
            case Expr.Binary(var op, Expr.Cast(var dtype, var mode, _), var zero) ->
                new Expr.Binary(op, new Expr.Cast(dtype, mode, read), zero);
            default -> read;
          };
      return new Expr.Binary(
          product.op(),
          product.x() == factor ? by : product.x(),
          product.x() == factor ? product.y() : by);
    }

    /// Whether the other factor reads inside its arguments under the conditions that are left: it
    /// is read now where a condition kept it from being read.
    private boolean staysInside(Expr other, List<Expr> conditions) {
      var facts = Facts.NONE;
      for (int d = 0; d < type.rank(); d++) {
        facts = facts.with(m.result().get(d), type.size(d));
      }
      for (var axis : m.over()) {
        facts = facts.with(axis.index(), axis.extent());
      }
      for (var condition : conditions) {
        facts = facts.with(condition);
      }
      var known = facts;
      var inside = new boolean[] {true};
      Rewrite.visit(
          other,
          e -> {
            if (e instanceof Expr.Read(Operand(int position, _), var places)) {
              for (int d = 0; d < places.size(); d++) {
                inside[0] &=
                    known.proves(Expr.of(0).le(places.get(d)))
                        && known.proves(places.get(d).lt(args.get(position).size(d)));
              }
            }
          });
      return inside[0];
    }

    /// The dimension whose lower or upper edge a condition is about; -1 for another condition.
    private int dimension(Expr condition) {
      for (int d = 0; d < at().size(); d++) {
        if (!(at().get(d) instanceof Index)
            && (condition.equals(Expr.of(0).le(at().get(d)))
                || condition.equals(at().get(d).lt(arg.size(d))))) {
          return d;
        }
      }
      return -1;
    }

    private Map<Index, Range> ranges() {
      var ranges = new HashMap<Index, Range>();
      for (int d = 0; d < type.rank(); d++) {
        ranges.put(m.result().get(d), new Range(0, Math.max(0, type.shape().constants()[d] - 1)));
      }
      for (var axis : m.over()) {
        ranges.put(axis.index(), new Range(0, Math.max(0, Extents.largest(axis.extent()) - 1)));
      }
      return ranges;
    }

    private Derived rim(TensorType padded, long[] low) {
      var result = IntStream.range(0, arg.rank()).mapToObj(d -> new Index("i" + d)).toList();
      var places = new ArrayList<Expr>();
      Expr inside = Expr.of(true);
      for (int d = 0; d < arg.rank(); d++) {
        Expr place = low[d] == 0 ? result.get(d) : result.get(d).minus(Expr.of(low[d]));
        places.add(place);
        if (!padded.size(d).equals(arg.size(d))) {
          var within = Expr.of(0).le(place).and(place.lt(arg.size(d)));
          inside = inside.equals(Expr.of(true)) ? within : inside.and(within);
        }
      }
      var read = new Expr.Read(new Operand(0, arg.dtype()), places);
      var outside =
          centred.zero() instanceof Expr.Read(_, var place)
              ? new Expr.Read(new Operand(1, arg.dtype()), place)
              : centred.zero();
      var body = inside.select(read, outside);
      return new Derived("rim", Meaning.Indexed.of(result, body), padded);
    }
  }
}
