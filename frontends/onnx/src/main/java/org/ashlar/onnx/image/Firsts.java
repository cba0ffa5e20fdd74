package org.ashlar.onnx.image;

import java.util.List;
import org.ashlar.ir.Expr;
import org.ashlar.ir.Shape;
import org.ashlar.onnx.translate.Call;
import org.ashlar.onnx.translate.Term;
import org.ashlar.operators.Sizes;
import org.ashlar.operators.activation.Softplus;
import org.ashlar.operators.build.Build;
import org.ashlar.operators.create.Constant;
import org.ashlar.operators.move.Slice;

/// Experimental operators of the first version, which old files still have.
final class Firsts {
  private Firsts() {}

  /// Pixels times a number, plus one a channel.
  static List<Term> imageScaler(Call call) {
    var x = call.value(0);
    var bias = call.reals("bias");
    var constant = new Constant(x.tensor().dtype(), Shape.of(bias.size(), 1, 1), bias);
    return Term.of(Build.add(Build.mul(x, call.real("scale", 1)), call.apply(constant)));
  }

  /// An image without its border: left, top, right and bottom, or a size from left and top on.
  static List<Term> crop(Call call) {
    var border = call.wholes("border");
    var size = call.wholes("scale");
    if (border.size() != 4) {
      throw call.refuse("border must be left, top, right and bottom: " + border);
    }
    var sizes = call.type(0).shape().sizes();
    long left = border.get(0);
    long top = border.get(1);
    var height =
        size.isEmpty() ? Sizes.add(sizes.get(2), -top - border.get(3)) : Expr.of(size.get(0));
    var width =
        size.isEmpty() ? Sizes.add(sizes.get(3), -left - border.get(2)) : Expr.of(size.get(1));
    var shape = new Shape(List.of(sizes.get(0), sizes.get(1), height, width));
    return Term.of(
        call.apply(new Slice(List.of(0L, 0L, top, left), shape, List.of()), call.value(0)));
  }

  static List<Term> scale(Call call) {
    return Term.of(Build.mul(call.value(0), call.real("scale", 1)));
  }

  static List<Term> affine(Call call) {
    var product = Build.mul(call.value(0), call.real("alpha", 1));
    return Term.of(Build.add(product, call.real("beta", 0)));
  }

  static List<Term> scaledTanh(Call call) {
    var inner = Build.mul(call.value(0), call.real("beta", 1));
    return Term.of(Build.mul(Build.tanh(inner), call.real("alpha", 1)));
  }

  static List<Term> parametricSoftplus(Call call) {
    var inner = Build.mul(call.value(0), call.real("beta", 1));
    return Term.of(Build.mul(Build.apply(new Softplus(), inner), call.real("alpha", 1)));
  }
}
