package org.ashlar.onnx.move;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.ashlar.ir.DType;
import org.ashlar.ir.Value;
import org.ashlar.onnx.translate.Call;
import org.ashlar.onnx.translate.Term;
import org.ashlar.operators.create.Fill;
import org.ashlar.operators.move.Pad;
import org.ashlar.operators.pointwise.Where;

/// Pad: a border around a tensor.
final class Pads {
  private Pads() {}

  /// Pads and value are attributes, in the first version under the name `paddings`.
  static List<Term> padTwo(Call call) {
    var pads = call.wholes(call.version() == 1 ? "paddings" : "pads");
    return Term.of(call.apply(new Pad(pads, call.real("value", 0), mode(call)), call.value(0)));
  }

  /// Pads, value and, from version 18, axes are inputs.
  static List<Term> pad(Call call) {
    var pads = pads(call);
    var mode = mode(call);
    var x = call.value(0);
    if (mode == Pad.Mode.WRAP) {
      // the other end is that of what is left: places are cut off first
      var cut = call.apply(new Pad(pads.stream().map(n -> Math.min(n, 0)).toList(), 0), x);
      var grown = pads.stream().map(n -> Math.max(n, 0)).toList();
      return Term.of(call.apply(new Pad(grown, 0, mode), cut));
    }
    if (mode != Pad.Mode.CONSTANT || !call.has(2)) {
      return Term.of(call.apply(new Pad(pads, 0, mode), x));
    }
    if (call.isKnown(2) && isExact(call.dtype(0), call.reals(2)[0])) {
      return Term.of(call.apply(new Pad(pads, call.reals(2)[0]), x));
    }
    return Term.of(around(call, x, pads));
  }

  /// A border of a number that only a run knows.
  private static Value around(Call call, Value x, List<Long> pads) {
    var all = call.apply(new Fill(DType.BOOL, 1, x.tensor().shape()));
    var inside = call.apply(new Pad(pads, 0), all);
    var border = Reshapes.to(call.value(2), List.of());
    return call.apply(new Where(), inside, call.apply(new Pad(pads, 0), x), border);
  }

  /// Whether an attribute holds the number: doubles round whole numbers beyond 2^53.
  private static boolean isExact(DType dtype, double number) {
    return !dtype.isInteger() || dtype.bits() < 64 || Math.abs(number) <= 1L << 53;
  }

  /// Pads of every dimension: all starts, then all ends.
  private static List<Long> pads(Call call) {
    long[] given = call.wholes(1);
    int rank = call.rank(0);
    boolean some = call.version() >= 18 && call.has(3);
    long[] axes = some ? call.wholes(3) : new long[rank];
    for (int d = 0; d < rank && !some; d++) {
      axes[d] = d;
    }
    if (given.length != 2 * axes.length) {
      throw call.refuse("needs " + 2 * axes.length + " pads: has " + given.length);
    }
    var pads = new ArrayList<>(Collections.nCopies(2 * rank, 0L));
    for (int k = 0; k < axes.length; k++) {
      int d = Axes.of(call, axes[k], rank);
      pads.set(d, given[k]);
      pads.set(rank + d, given[axes.length + k]);
    }
    return pads;
  }

  private static Pad.Mode mode(Call call) {
    var name = call.text("mode", "constant");
    return switch (name) {
      case "constant" -> Pad.Mode.CONSTANT;
      case "reflect" -> Pad.Mode.REFLECT;
      case "edge" -> Pad.Mode.EDGE;
      case "wrap" -> Pad.Mode.WRAP;
      default -> throw call.refuse("mode must be constant, reflect, edge or wrap: " + name);
    };
  }
}
