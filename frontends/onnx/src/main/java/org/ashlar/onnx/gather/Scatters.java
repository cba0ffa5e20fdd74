package org.ashlar.onnx.gather;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.ashlar.ir.DType;
import org.ashlar.ir.Expr;
import org.ashlar.ir.Shape;
import org.ashlar.ir.Value;
import org.ashlar.onnx.move.Axes;
import org.ashlar.onnx.translate.Call;
import org.ashlar.onnx.translate.Term;
import org.ashlar.operators.create.Constants;
import org.ashlar.operators.create.Iota;
import org.ashlar.operators.gather.Combine;
import org.ashlar.operators.gather.ScatterElements;
import org.ashlar.operators.gather.ScatterNd;
import org.ashlar.operators.move.Reshape;
import org.ashlar.operators.pointwise.Add;
import org.ashlar.operators.pointwise.Cast;
import org.ashlar.operators.pointwise.Mod;

/// Operators that write at places that are numbers of another argument.
final class Scatters {
  private Scatters() {}

  static List<Term> scatterElements(Call call) {
    var op = new ScatterElements(call.whole("axis", 0), combine(call));
    return Term.of(call.apply(op, call.value(0), call.value(1), call.value(2)));
  }

  static List<Term> scatterNd(Call call) {
    var op = new ScatterNd(combine(call));
    return Term.of(call.apply(op, call.value(0), call.value(1), call.value(2)));
  }

  private static Combine combine(Call call) {
    var name = call.text("reduction", "none");
    return switch (name) {
      case "none" -> Combine.SET;
      case "add" -> Combine.ADD;
      case "mul" -> Combine.MUL;
      case "min" -> Combine.MIN;
      case "max" -> Combine.MAX;
      default -> throw call.refuse("reduction must be none, add, mul, min or max: " + name);
    };
  }

  /// A cache with newer elements from each row's own place on, the last of which may come in at the
  /// front where it is circular.
  static List<Term> tensorScatter(Call call) {
    var cache = call.value(0);
    var update = call.value(1);
    int rank = cache.tensor().rank();
    int axis = Axes.of(call, call.whole("axis", -2), rank);
    if (axis == 0) {
      throw call.refuse("the axis must not be that of the batch");
    }
    var shape = update.tensor().shape();
    var places = call.apply(new Iota(DType.I64, shape, axis));
    if (call.has(2)) {
      var sizes = new ArrayList<Expr>(Collections.nCopies(rank, Expr.of(1)));
      sizes.set(0, shape.size(0));
      var first = call.apply(new Reshape(new Shape(sizes)), wide(call, call.value(2)));
      places = call.apply(new Add(), places, first);
    }
    if (isCircular(call)) {
      var size = Constants.size(call.graph(), DType.I64, cache.tensor().size(axis));
      places = call.apply(new Mod(), places, size);
    }
    return Term.of(call.apply(new ScatterElements(axis, Combine.SET), cache, places, update));
  }

  private static Value wide(Call call, Value x) {
    return x.tensor().dtype() == DType.I64 ? x : call.apply(new Cast(DType.I64), x);
  }

  private static boolean isCircular(Call call) {
    var mode = call.text("mode", "linear");
    return switch (mode) {
      case "linear" -> false;
      case "circular" -> true;
      default -> throw call.refuse("mode must be linear or circular: " + mode);
    };
  }
}
