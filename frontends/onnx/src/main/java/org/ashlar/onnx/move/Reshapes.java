package org.ashlar.onnx.move;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import org.ashlar.ir.Expr;
import org.ashlar.ir.Shape;
import org.ashlar.ir.Text;
import org.ashlar.ir.Value;
import org.ashlar.onnx.translate.Call;
import org.ashlar.onnx.translate.Term;
import org.ashlar.operators.Sizes;
import org.ashlar.operators.move.Broadcast;
import org.ashlar.operators.move.Reshape;

/// Operators that keep the elements and their order and give them another shape, and those that
/// repeat them to one.
final class Reshapes {
  private Reshapes() {}

  /// The shape is an attribute; 0 keeps a size, -1 is what is left.
  static List<Term> reshapeOne(Call call) {
    var wanted = call.wholes("shape").stream().map(n -> (Expr) Expr.of(n)).toList();
    return reshape(call, wanted, false);
  }

  /// The shape is an input; 0 keeps a size unless `allowzero` is set, -1 is what is left.
  static List<Term> reshape(Call call) {
    return reshape(call, call.sizes(1), call.flag("allowzero"));
  }

  private static List<Term> reshape(Call call, List<Expr> wanted, boolean zeros) {
    var from = call.type(0).shape().sizes();
    var sizes = new ArrayList<Expr>();
    int open = -1;
    for (int d = 0; d < wanted.size(); d++) {
      var size = wanted.get(d);
      if (Sizes.is(size, 0) && !zeros) {
        if (d >= from.size()) {
          throw call.refuse("size 0 keeps dimension " + d + " of " + call.type(0));
        }
        sizes.add(from.get(d));
      } else if (Sizes.is(size, -1)) {
        if (open >= 0) {
          throw call.refuse("at most one size may be -1: " + texts(wanted));
        }
        open = d;
        sizes.add(size);
      } else {
        sizes.add(size);
      }
    }
    if (open >= 0) {
      var others = new ArrayList<>(sizes);
      others.remove(open);
      sizes.set(open, rest(call, from, others));
    }
    return Term.of(to(call.value(0), sizes));
  }

  /// The size that makes the products equal.
  private static Expr rest(Call call, List<Expr> from, List<Expr> others) {
    var above = new ArrayList<>(from);
    var below = new ArrayList<Expr>();
    for (var size : others) {
      if (!above.remove(size)) {
        below.add(size);
      }
    }
    var product = Sizes.product(above);
    var divisor = Sizes.product(below);
    if (Sizes.is(divisor, 0)) {
      return Expr.of(0);
    }
    var known = Sizes.known(product);
    var by = Sizes.known(divisor);
    if (known.isPresent() && by.isPresent() && known.get() % by.get() != 0) {
      throw call.refuse(
          "no size makes the elements equal: " + texts(from) + " to " + texts(others));
    }
    return Sizes.floorDiv(product, divisor);
  }

  static Value to(Value x, List<Expr> sizes) {
    var shape = new Shape(sizes);
    return x.tensor().shape().equals(shape) ? x : x.graph().apply(new Reshape(shape), x);
  }

  static List<Term> flatten(Call call) {
    int rank = call.rank(0);
    long axis = call.whole("axis", 1);
    if (axis < -rank || axis > rank) {
      throw call.refuse("axis " + axis + " is not in " + -rank + ".." + rank);
    }
    int cut = (int) (axis < 0 ? axis + rank : axis);
    var from = call.type(0).shape().sizes();
    return Term.of(
        to(
            call.value(0),
            List.of(Sizes.product(from.subList(0, cut)), Sizes.product(from.subList(cut, rank)))));
  }

  static List<Term> squeeze(Call call) {
    var from = call.type(0).shape().sizes();
    var axes = Axes.named(call, 13);
    var gone = new HashSet<Integer>();
    axes.forEach(axis -> gone.add(Axes.of(call, axis, from.size())));
    var sizes = new ArrayList<Expr>();
    for (int d = 0; d < from.size(); d++) {
      boolean one = Sizes.is(from.get(d), 1);
      if (gone.contains(d) && !one && Sizes.known(from.get(d)).isPresent()) {
        throw call.refuse("dimension " + d + " must have size 1: " + call.type(0));
      }
      if (axes.isEmpty() ? !one : !gone.contains(d)) {
        sizes.add(from.get(d));
      }
    }
    return Term.of(to(call.value(0), sizes));
  }

  static List<Term> unsqueeze(Call call) {
    var axes = Axes.named(call, 13);
    int rank = call.rank(0) + axes.size();
    var fresh = new HashSet<Integer>();
    for (long axis : axes) {
      if (!fresh.add(Axes.of(call, axis, rank))) {
        throw call.refuse("an axis must not come twice: " + axes);
      }
    }
    var from = call.type(0).shape().sizes().iterator();
    var sizes = new ArrayList<Expr>();
    for (int d = 0; d < rank; d++) {
      sizes.add(fresh.contains(d) ? Expr.of(1) : from.next());
    }
    return Term.of(to(call.value(0), sizes));
  }

  /// Both shapes are broadcast: a size of the argument stays where 1 is wanted.
  static List<Term> expand(Call call) {
    var from = call.type(0).shape();
    var wanted = new Shape(call.sizes(1));
    var shape =
        Sizes.broadcast(List.of(from, wanted))
            .orElseThrow(() -> call.refuse("shapes do not broadcast: " + from + " to " + wanted));
    return Term.of(broadcast(call.value(0), shape));
  }

  static Value broadcast(Value x, Shape shape) {
    return x.tensor().shape().equals(shape) ? x : x.graph().apply(new Broadcast(shape), x);
  }

  private static List<String> texts(List<Expr> sizes) {
    return sizes.stream().map(Text::of).toList();
  }
}
