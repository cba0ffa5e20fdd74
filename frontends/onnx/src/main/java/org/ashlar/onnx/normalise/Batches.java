package org.ashlar.onnx.normalise;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.LongStream;
import org.ashlar.ir.DType;
import org.ashlar.ir.Expr;
import org.ashlar.ir.Shape;
import org.ashlar.ir.Value;
import org.ashlar.onnx.translate.Call;
import org.ashlar.onnx.translate.Term;
import org.ashlar.operators.Sizes;
import org.ashlar.operators.build.Build;
import org.ashlar.operators.normalise.BatchNorm;
import org.ashlar.operators.normalise.BatchNormTraining;
import org.ashlar.operators.reduce.ReduceMean;
import org.ashlar.operators.reduce.Variance;

/// Batch normalisation, with the statistics that are given or with those of the batch.
final class Batches {
  private Batches() {}

  static List<Term> normalise(Call call) {
    var wide = wide(call);
    var x = Build.cast(call.value(0), wide);
    var arranged = arranged(call, x);
    var arguments = new ArrayList<Value>(List.of(arranged));
    for (int i = 1; i < 5; i++) {
      arguments.add(Build.reshape(Build.cast(call.value(i), wide), -1));
    }
    double epsilon = call.real("epsilon", 1e-5);
    if (!trains(call)) {
      return Term.of(finished(call, call.graph().apply(new BatchNorm(epsilon), arguments)));
    }
    var training = new BatchNormTraining(epsilon, call.real("momentum", 0.9));
    var all = call.graph().applyAll(training, arguments);
    var results = new ArrayList<Value>(List.of(finished(call, all.get(0))));
    for (int i = 1; i < 3; i++) {
      results.add(like(call, all.get(i), 2 + i));
    }
    if (call.version() < 14 && (call.wants(3) || call.wants(4))) {
      var axes = LongStream.range(0, arranged.tensor().rank()).filter(d -> d != 1).boxed().toList();
      results.add(like(call, Build.apply(new ReduceMean(axes, false), arranged), 3));
      results.add(like(call, Build.apply(new Variance(axes, false, 0), arranged), 4));
    }
    return Term.of(results);
  }

  /// The first versions are told by an attribute that they do not train, the next ones train where
  /// more than one output is wanted, later ones are told that they do.
  private static boolean trains(Call call) {
    if (call.version() < 7) {
      return !call.flag("is_test");
    }
    return call.version() < 14
        ? LongStream.range(1, call.outputs()).anyMatch(i -> call.wants((int) i))
        : call.flag("training_mode");
  }

  /// What all arguments are computed in: their own dtype where it is one.
  private static DType wide(Call call) {
    var first = call.dtype(0);
    for (int i = 1; i < 5; i++) {
      if (call.dtype(i) != first) {
        return first == DType.F64 || call.dtype(i) == DType.F64 ? DType.F64 : DType.F32;
      }
    }
    return first;
  }

  /// With channels as dimension 1: without `spatial` every element of an image is one, and a vector
  /// has a single one.
  private static Value arranged(Call call, Value x) {
    if (x.tensor().rank() == 1) {
      return Build.unsqueeze(x, 1);
    }
    return isSpatial(call) ? x : Build.reshape(x, flat(x));
  }

  private static boolean isSpatial(Call call) {
    return call.version() >= 9 || call.whole("spatial", 1) != 0;
  }

  private static Shape flat(Value x) {
    var sizes = x.tensor().shape().sizes();
    return new Shape(
        List.<Expr>of(sizes.getFirst(), Sizes.product(sizes.subList(1, sizes.size()))));
  }

  private static Value finished(Call call, Value y) {
    return Build.cast(Build.reshape(y, call.type(0).shape()), call.dtype(0));
  }

  /// Shaped and rounded as an input.
  private static Value like(Call call, Value statistic, int input) {
    return Build.cast(Build.reshape(statistic, call.type(input).shape()), call.dtype(input));
  }
}
