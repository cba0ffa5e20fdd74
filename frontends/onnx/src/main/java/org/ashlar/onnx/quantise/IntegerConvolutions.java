package org.ashlar.onnx.quantise;

import java.util.ArrayList;
import java.util.List;
import org.ashlar.ir.Value;
import org.ashlar.onnx.neural.Windows;
import org.ashlar.onnx.translate.Call;
import org.ashlar.onnx.translate.Term;
import org.ashlar.onnx.translate.Translations;
import org.ashlar.operators.build.Build;
import org.ashlar.operators.product.ConvInteger;
import org.ashlar.operators.quantise.QLinearConv;

/// Convolutions of few bits.
final class IntegerConvolutions {
  private IntegerConvolutions() {}

  static void register(Translations into) {
    into.add("ConvInteger", IntegerConvolutions::plain, 10)
        .add("QLinearConv", IntegerConvolutions::quantised, 10);
  }

  private static List<Term> plain(Call call) {
    var op =
        new ConvInteger(
            call.wholes("strides"),
            Windows.pads(call),
            call.wholes("dilations"),
            call.whole("group", 1),
            Windows.padding(call));
    var args = new ArrayList<Value>(List.of(call.value(0), call.value(1)));
    if (call.has(2) || call.has(3)) {
      args.add(call.has(2) ? call.value(2) : none(call.value(0)));
    }
    if (call.has(3)) {
      args.add(call.value(3));
    }
    return Term.of(call.graph().apply(op, args));
  }

  private static Value none(Value like) {
    return Build.scalar(like, 0);
  }

  private static List<Term> quantised(Call call) {
    var op =
        new QLinearConv(
            call.wholes("strides"),
            Windows.pads(call),
            call.wholes("dilations"),
            call.whole("group", 1),
            Windows.padding(call));
    return Term.of(call.graph().apply(op, call.values()));
  }
}
