package org.ashlar.onnx.elementwise;

import java.util.function.LongFunction;
import org.ashlar.ir.Operator;
import org.ashlar.onnx.translate.Term;
import org.ashlar.onnx.translate.Translation;
import org.ashlar.onnx.translate.Translations;
import org.ashlar.operators.activation.HardMax;
import org.ashlar.operators.activation.LogSoftmax;
import org.ashlar.operators.activation.Softmax;
import org.ashlar.operators.build.Build;
import org.ashlar.operators.move.Flatten;

/// Shares of classes: `Softmax`, `LogSoftmax`, `Hardmax`.
///
/// Since version 13 they are along one dimension, the last unless said. Before, the argument counts
/// as a matrix whose columns are all dimensions from `axis` on, the second unless said.
final class Shares {
  private Shares() {}

  static void register(Translations into) {
    register(into, "Softmax", Softmax::new);
    register(into, "LogSoftmax", LogSoftmax::new);
    register(into, "Hardmax", HardMax::new);
  }

  private static void register(Translations into, String name, LongFunction<Operator> along) {
    into.add(name, flattened(along), 1, 11).add(name, plain(along), 13);
  }

  private static Translation plain(LongFunction<Operator> along) {
    return call -> Term.of(call.apply(along.apply(call.whole("axis", -1)), call.value(0)));
  }

  private static Translation flattened(LongFunction<Operator> along) {
    return call -> {
      var x = call.value(0);
      long axis = call.whole("axis", 1);
      int rank = call.rank(0);
      if (axis == rank - 1 || axis == -1) {
        return Term.of(call.apply(along.apply(-1), x));
      }
      var shares = call.apply(along.apply(-1), call.apply(new Flatten(axis), x));
      return Term.of(Build.reshape(shares, x.tensor().shape()));
    };
  }
}
