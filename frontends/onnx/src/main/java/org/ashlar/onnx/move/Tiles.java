package org.ashlar.onnx.move;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.ashlar.ir.Expr;
import org.ashlar.ir.Shape;
import org.ashlar.ir.Value;
import org.ashlar.onnx.translate.Call;
import org.ashlar.onnx.translate.Term;
import org.ashlar.operators.Sizes;
import org.ashlar.operators.move.Concat;
import org.ashlar.operators.move.Tile;
import org.ashlar.operators.move.Transpose;

/// Tensors laid side by side, and dimensions in another order.
final class Tiles {
  private Tiles() {}

  /// One axis and how often, as two inputs.
  static List<Term> tileOne(Call call) {
    var repeats = new ArrayList<Expr>(Collections.nCopies(call.rank(0), Expr.of(1)));
    repeats.set(Axes.of(call, call.wholes(2)[0], call.rank(0)), call.sizes(1).getFirst());
    return tile(call, repeats);
  }

  /// How often along each dimension, as an input.
  static List<Term> tile(Call call) {
    return tile(call, call.sizes(1));
  }

  private static List<Term> tile(Call call, List<Expr> repeats) {
    var x = call.value(0);
    var from = x.tensor().shape().sizes();
    if (repeats.size() != from.size()) {
      throw call.refuse(
          "needs a number for each dimension: " + repeats.size() + " of " + call.type(0));
    }
    if (repeats.stream().allMatch(Expr.Const.class::isInstance)) {
      var numbers = repeats.stream().map(r -> Sizes.known(r).orElseThrow()).toList();
      return Term.of(call.apply(new Tile(numbers), x));
    }
    var apart = new ArrayList<Expr>();
    var wide = new ArrayList<Expr>();
    var sizes = new ArrayList<Expr>();
    for (int d = 0; d < from.size(); d++) {
      apart.addAll(List.of(Expr.of(1), from.get(d)));
      wide.addAll(List.of(repeats.get(d), from.get(d)));
      sizes.add(Sizes.multiply(repeats.get(d), from.get(d)));
    }
    var repeated = Reshapes.broadcast(Reshapes.to(x, apart), new Shape(wide));
    return Term.of(Reshapes.to(repeated, sizes));
  }

  static List<Term> transpose(Call call) {
    if (call.rank(0) == 0) {
      return List.of(call.term(0));
    }
    return Term.of(call.apply(new Transpose(call.wholes("perm")), call.value(0)));
  }

  /// The first version counts along the second dimension where none is named.
  static List<Term> concatOne(Call call) {
    return concat(call, call.whole("axis", 1));
  }

  static List<Term> concat(Call call) {
    if (!call.hasAttribute("axis")) {
      throw call.refuse("needs the attribute axis");
    }
    return concat(call, call.whole("axis", 0));
  }

  private static List<Term> concat(Call call, long axis) {
    var values = new ArrayList<Value>();
    for (int i = 0; i < call.inputs(); i++) {
      values.add(call.value(i));
    }
    return Term.of(call.apply(new Concat(axis), values.toArray(Value[]::new)));
  }
}
