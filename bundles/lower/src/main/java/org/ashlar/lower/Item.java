package org.ashlar.lower;

import java.util.List;
import java.util.stream.IntStream;
import org.ashlar.ir.Expr;
import org.ashlar.ir.Expr.Index;
import org.ashlar.ir.Meaning;
import org.ashlar.ir.TensorType;
import org.ashlar.ir.Value;

/// A value with the meaning that its loops are made from.
///
/// @param origin the operator of the user's program that it stems from: `softmax` for the maximum
///   inside a softmax
record Item(Value value, TensorType type, Meaning meaning, String origin) {
  /// What loops a value needs.
  enum Kind {
    /// One expression an element: can be computed wherever it is read.
    MAP,
    REDUCE,
    SCAN,
    SCATTER
  }

  Kind kind() {
    return switch (meaning) {
      case Meaning.Pointwise _ -> Kind.MAP;
      case Meaning.Indexed m ->
          m.over().isEmpty() && m.by().name().equals("none") ? Kind.MAP : Kind.REDUCE;
      case Meaning.Scanned _ -> Kind.SCAN;
      case Meaning.Scattered _ -> Kind.SCATTER;
      case Meaning.Composed _, Meaning.Chosen _, Meaning.Repeated _, Meaning.Opaque _ ->
          throw new IllegalStateException(value.op().name() + ": not opened before lowering");
    };
  }

  /// The indices that the meaning uses for the places of the result; none where it is pointwise.
  List<Index> result() {
    return switch (meaning) {
      case Meaning.Indexed m -> m.result();
      case Meaning.Scanned m -> m.result();
      case Meaning.Scattered m -> m.result();
      case Meaning.Pointwise _,
          Meaning.Composed _,
          Meaning.Chosen _,
          Meaning.Repeated _,
          Meaning.Opaque _ ->
          List.of();
    };
  }

  /// The expression of a MAP's element.
  Expr element() {
    return switch (meaning) {
      case Meaning.Pointwise m -> m.body();
      case Meaning.Indexed m -> m.body().getFirst();
      case Meaning.Scanned _,
          Meaning.Scattered _,
          Meaning.Composed _,
          Meaning.Chosen _,
          Meaning.Repeated _,
          Meaning.Opaque _ ->
          throw new IllegalStateException(value.op().name() + ": is no single expression");
    };
  }

  /// The place of an argument that a pointwise meaning reads at these places of the result.
  List<Expr> broadcast(TensorType arg, List<Expr> places) {
    int skipped = type.rank() - arg.rank();
    return IntStream.range(0, arg.rank())
        .mapToObj(d -> isOne(arg.size(d)) ? Expr.of(0) : places.get(d + skipped))
        .map(Expr.class::cast)
        .toList();
  }

  static boolean isOne(Expr size) {
    return size instanceof Expr.Const c && c.bits() == 1;
  }
}
