package org.ashlar.lower;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.IntStream;
import org.ashlar.ir.Axis;
import org.ashlar.ir.Expr;
import org.ashlar.ir.Meaning;
import org.ashlar.ir.Operand;
import org.ashlar.ir.Rewrite;
import org.ashlar.ir.TensorType;
import org.ashlar.ir.Value;

/// A read of an argument by a meaning.
///
/// @param at the place, in the meaning's own indices; for a pointwise meaning the dimensions that
///   it keeps
/// @param same whether it is the element at the result's own place
/// @param inOrder whether the result has the argument's elements in the same order, be it in
///   another shape
record Access(Value of, List<?> at, boolean same, boolean inOrder) {
  /// Every different read of a value's meaning.
  static Set<Access> of(Item item) {
    var all = new LinkedHashSet<Access>();
    for (var body : bodies(item.meaning())) {
      Rewrite.visit(
          body,
          e -> {
            if (e instanceof Expr.Read(Operand(int position, _), var at)) {
              all.add(of(item, item.value().arg(position), at));
            }
          });
    }
    return all;
  }

  private static Access of(Item item, Value arg, List<Expr> at) {
    var type = arg.tensor();
    if (item.meaning() instanceof Meaning.Pointwise) {
      var kept = wide(type).map(d -> d + item.type().rank() - type.rank()).boxed().toList();
      boolean same = kept.equals(wide(item.type()).boxed().toList());
      return new Access(arg, kept, same, same);
    }
    var places = wide(type).mapToObj(at::get).toList();
    boolean same =
        item.kind() == Item.Kind.MAP
            && places.equals(wide(item.type()).mapToObj(d -> (Expr) item.result().get(d)).toList());
    return new Access(
        arg, at, same, same || item.kind() == Item.Kind.MAP && isView(item, type, at));
  }

  private static boolean isView(Item item, TensorType arg, List<Expr> at) {
    var result =
        IntStream.range(0, item.type().rank())
            .mapToObj(d -> new Axis(item.result().get(d), item.type().size(d)))
            .toList();
    var indices =
        IntStream.range(0, arg.rank())
            .mapToObj(d -> Item.isOne(arg.size(d)) ? Expr.of(0) : Nest.resultIndex(d))
            .toList();
    return item.value().args().size() == 1
        && View.inverse(at, arg.shape(), result, indices).isPresent();
  }

  /// The dimensions of more than one element.
  private static IntStream wide(TensorType type) {
    return IntStream.range(0, type.rank()).filter(d -> !Item.isOne(type.size(d)));
  }

  /// How often a value's bodies run when it has loops of its own.
  static double iterations(Item item) {
    double elements = Extents.elements(item.type());
    return switch (item.meaning()) {
      case Meaning.Indexed m -> elements * Extents.iterations(m.over());
      case Meaning.Scattered m -> elements + Extents.iterations(m.over());
      case Meaning.Pointwise _,
          Meaning.Scanned _,
          Meaning.Composed _,
          Meaning.Chosen _,
          Meaning.Repeated _,
          Meaning.Opaque _ ->
          elements;
    };
  }

  /// The expressions of a meaning.
  static List<Expr> bodies(Meaning meaning) {
    return switch (meaning) {
      case Meaning.Pointwise m -> List.of(m.body());
      case Meaning.Indexed m -> m.body();
      case Meaning.Scanned m -> m.body();
      case Meaning.Scattered m -> {
        var all = new ArrayList<>(m.at());
        all.add(m.initial());
        all.add(m.body());
        yield all;
      }
      case Meaning.Composed _, Meaning.Chosen _, Meaning.Repeated _, Meaning.Opaque _ -> List.of();
    };
  }
}
