package org.ashlar.onnx.elementwise;

import java.util.List;
import org.ashlar.onnx.translate.Call;
import org.ashlar.onnx.translate.Term;
import org.ashlar.onnx.translate.Translations;
import org.ashlar.operators.pointwise.Add;

/// Sums of two tensors.
public final class Arithmetic {
  private Arithmetic() {}

  public static void register(Translations into) {
    into.add("Add", Arithmetic::add, 7, 13, 14);
  }

  private static List<Term> add(Call call) {
    return Term.of(call.apply(new Add(), call.value(0), call.value(1)));
  }
}
