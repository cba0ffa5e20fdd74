package org.ashlar.onnx.neural;

import java.util.List;
import org.ashlar.ir.Expr;
import org.ashlar.ir.Shape;
import org.ashlar.ir.Value;
import org.ashlar.onnx.translate.Call;
import org.ashlar.onnx.translate.Term;
import org.ashlar.operators.Sizes;
import org.ashlar.operators.activation.Silu;
import org.ashlar.operators.build.Build;
import org.ashlar.operators.image.DeformConv;
import org.ashlar.operators.move.Pad;
import org.ashlar.operators.move.Slice;
import org.ashlar.operators.product.Conv;
import org.ashlar.operators.product.ConvTranspose;

/// Convolutions.
public final class Convolutions {
  private Convolutions() {}

  static List<Term> conv(Call call) {
    Windows.requireKernel(call, 1);
    return Term.of(call.graph().apply(conv(call, Windows.pads(call)), call.values()));
  }

  /// The convolution that a node's attributes describe.
  public static Conv of(Call call) {
    return conv(call, Windows.pads(call));
  }

  private static Conv conv(Call call, List<Long> pads) {
    return new Conv(
        call.wholes("strides"),
        pads,
        call.wholes("dilations"),
        call.whole("group", 1),
        Windows.padding(call));
  }

  static List<Term> transposed(Call call) {
    Windows.requireKernel(call, 1);
    int dimensions = call.rank(0) - 2;
    var shape = call.wholes("output_shape");
    // some writers say batch and channels too
    var sizes = shape.size() > dimensions ? shape.subList(2, shape.size()) : shape;
    var op =
        new ConvTranspose(
            call.wholes("strides"),
            Windows.pads(call),
            call.wholes("dilations"),
            call.whole("group", 1),
            call.wholes("output_padding"),
            sizes,
            Windows.padding(call));
    return Term.of(call.graph().apply(op, call.values()));
  }

  static List<Term> deformed(Call call) {
    Windows.requireKernel(call, 1);
    var op =
        new DeformConv(
            call.wholes("strides"),
            call.wholes("pads"),
            call.wholes("dilations"),
            call.whole("group", 1),
            call.whole("offset_group", 1));
    var y =
        call.has(4)
            ? call.apply(op, call.value(0), call.value(1), call.value(2), call.value(4))
            : call.apply(op, call.value(0), call.value(1), call.value(2));
    return Term.of(
        call.has(3) ? Build.add(y, Build.channels(call.value(3), y.tensor().rank())) : y);
  }

  /// A convolution of each channel by itself along what came before, which is handed on.
  static List<Term> causal(Call call) {
    var weight = call.value(1);
    long kept = known(call, weight, 2) - 1;
    var x = call.value(0);
    var padded =
        call.has(3) && kept > 0
            ? Build.concat(2, List.of(call.value(3), x))
            : call.apply(new Pad(List.of(0L, 0L, kept, 0L, 0L, 0L), 0), x);
    var conv = new Conv(List.of(), List.of(), List.of(), known(call, x, 1));
    var y =
        call.has(2)
            ? call.apply(conv, padded, weight, call.value(2))
            : call.apply(conv, padded, weight);
    var sizes = x.tensor().shape().sizes();
    long length = known(call, padded, 2);
    var state =
        call.apply(
            new Slice(
                List.of(0L, 0L, length - kept),
                new Shape(List.of(sizes.get(0), sizes.get(1), Expr.of(kept))),
                List.of()),
            padded);
    return Term.of(activated(call, y), state);
  }

  private static Value activated(Call call, Value y) {
    var name = call.text("activation", "none");
    return switch (name) {
      case "none", "" -> y;
      case "silu", "swish" -> {
        var dtype = y.tensor().dtype();
        yield Build.cast(Build.apply(new Silu(), Build.cast(y, dtype.accumulator())), dtype);
      }
      default -> throw call.refuse("activation must be none, silu or swish: " + name);
    };
  }

  private static long known(Call call, Value x, int dimension) {
    return Sizes.known(x.tensor().size(dimension))
        .orElseThrow(
            () -> call.refuse("dimension " + dimension + " must be known now: " + x.type()));
  }
}
