package org.ashlar.onnx.structure;

import java.util.List;
import org.ashlar.ir.DType;
import org.ashlar.ir.Expr;
import org.ashlar.ir.Shape;
import org.ashlar.ir.TensorData;
import org.ashlar.ir.TensorType;
import org.ashlar.onnx.translate.Call;
import org.ashlar.onnx.translate.Term;
import org.ashlar.onnx.translate.Translations;
import org.ashlar.operators.build.Build;
import org.ashlar.operators.move.Broadcast;

/// Constants, and tensors of one number everywhere, which no memory is taken for.
public final class Constants {
  private Constants() {}

  public static void register(Translations into) {
    into.add("Constant", Constants::constant, 1, 9, 11, 12, 13, 19, 21, 23, 24, 25)
        .add("ConstantOfShape", Constants::filled, 9, 20, 21, 23, 24, 25)
        .add("Identity", call -> List.of(call.term(0)), 1, 13, 14, 16, 19, 21, 23, 24, 25);
  }

  private static List<Term> constant(Call call) {
    if (call.hasAttribute("value") || call.hasAttribute("sparse_value")) {
      return List.of(call.constant(call.hasAttribute("value") ? "value" : "sparse_value"));
    }
    if (call.hasAttribute("value_float")) {
      return known(TensorData.scalar(DType.F32, call.real("value_float", 0)));
    }
    if (call.hasAttribute("value_floats")) {
      var numbers = call.reals("value_floats").stream().mapToDouble(Double::doubleValue).toArray();
      return known(TensorData.of(DType.F32, numbers, numbers.length));
    }
    if (call.hasAttribute("value_int")) {
      var data = TensorData.zeros(DType.I64);
      data.set(0, call.whole("value_int", 0));
      return known(data);
    }
    if (call.hasAttribute("value_ints")) {
      var numbers = call.wholes("value_ints");
      var data = TensorData.zeros(DType.I64, numbers.size());
      for (int i = 0; i < numbers.size(); i++) {
        data.set(i, numbers.get(i));
      }
      return known(data);
    }
    if (call.hasAttribute("value_string")) {
      return List.of(
          new Term.Strings(new long[0], List.of(call.text("value_string", ""))));
    }
    if (call.hasAttribute("value_strings")) {
      var texts = call.texts("value_strings");
      return List.of(new Term.Strings(new long[] {texts.size()}, texts));
    }
    throw call.refuse("needs a value: none of its attributes is there");
  }

  private static List<Term> known(TensorData data) {
    return List.of(new Term.Known(data));
  }

  private static List<Term> filled(Call call) {
    var value =
        call.hasAttribute("value") ? call.tensor("value") : TensorData.scalar(DType.F32, 0);
    if (value.elements() != 1) {
      throw call.refuse("value must be one number, not " + value);
    }
    var sizes = call.sizes(0);
    for (var size : sizes) {
      if (size instanceof Expr.Const c && c.bits() < 0) {
        throw call.refuse("sizes must not be negative: " + c.bits());
      }
    }
    var shape = new Shape(sizes);
    double number = value.get(0);
    boolean exact = new Expr.Const(value.dtype(), value.bits(0)).equals(Expr.of(value.dtype(), number));
    if (exact) {
      return Term.of(Build.fill(call.graph(), new TensorType(value.dtype(), shape), number));
    }
    var one = call.lift(new Term.Known(value));
    return Term.of(call.apply(new Broadcast(shape), Build.reshape(one, Shape.of())));
  }
}
