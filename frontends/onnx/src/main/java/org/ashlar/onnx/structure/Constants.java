package org.ashlar.onnx.structure;

import java.util.List;
import org.ashlar.ir.DType;
import org.ashlar.ir.TensorData;
import org.ashlar.onnx.translate.Call;
import org.ashlar.onnx.translate.Term;
import org.ashlar.onnx.translate.Translations;

/// Numbers and strings written into a graph.
public final class Constants {
  private Constants() {}

  public static void register(Translations into) {
    into.add("Constant", Constants::constant, 1, 9, 11, 12, 13, 19, 21, 23, 24, 25)
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
      return List.of(new Term.Strings(new long[0], List.of(call.text("value_string", ""))));
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
}
