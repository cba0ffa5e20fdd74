package org.ashlar.onnx.normalise;

import java.util.List;
import java.util.Optional;
import java.util.stream.LongStream;
import org.ashlar.ir.DType;
import org.ashlar.ir.Value;
import org.ashlar.onnx.move.Axes;
import org.ashlar.onnx.translate.Call;
import org.ashlar.onnx.translate.Term;
import org.ashlar.operators.build.Build;
import org.ashlar.operators.normalise.LayerNorm;
import org.ashlar.operators.normalise.RmsNorm;
import org.ashlar.operators.pointwise.Reciprocal;
import org.ashlar.operators.reduce.ReduceMean;

/// Normalisation over the last dimensions.
public final class Layers {
  private Layers() {}

  /// Statistics are computed in `stash_type`; the normalised numbers are rounded to the dtype of
  /// `X` before they are scaled. Second and third outputs are mean and inverse deviation.
  static List<Term> layer(Call call) {
    var bias = call.has(2) ? Optional.of(call.value(2)) : Optional.<Value>empty();
    boolean statistics = call.wants(1) || call.wants(2);
    double epsilon = call.real("epsilon", 1e-5);
    return layer(call, call.value(0), call.value(1), bias, statistics, epsilon);
  }

  /// See {@link #layer(Call)}; `axis` and `stash_type` are the node's.
  ///
  /// @param statistics whether mean and inverse deviation are wanted too
  public static List<Term> layer(
      Call call, Value x, Value scale, Optional<Value> bias, boolean statistics, double epsilon) {
    int axis = Axes.of(call, call.whole("axis", -1), x.tensor().rank());
    var stash = stash(call, x);
    boolean plain = stash == x.tensor().dtype() && fits(x, axis, scale);
    if (plain && !statistics && bias.filter(b -> fits(x, axis, b)).isPresent()) {
      return Term.of(Build.apply(new LayerNorm(axis, epsilon), x, scale, bias.get()));
    }
    var axes = LongStream.range(axis, x.tensor().rank()).boxed().toList();
    var wide = Build.cast(x, stash);
    var mean = Build.apply(new ReduceMean(axes, true), wide);
    var centred = Build.sub(wide, mean);
    var variance = Build.apply(new ReduceMean(axes, true), Build.mul(centred, centred));
    var deviation = Build.sqrt(Build.add(variance, epsilon));
    var normal = Build.cast(Build.div(centred, deviation), x.tensor().dtype());
    var scaled = Build.mul(normal, scale);
    var y = bias.map(b -> Build.add(scaled, b)).orElse(scaled);
    return Term.of(y, mean, Build.apply(new Reciprocal(), deviation));
  }

  static List<Term> rootMeanSquare(Call call) {
    double epsilon = call.real("epsilon", 1e-5);
    return Term.of(rootMeanSquare(call, call.value(0), call.value(1), epsilon));
  }

  /// `axis` and `stash_type` are the node's. The result has the dtype of the scale.
  public static Value rootMeanSquare(Call call, Value x, Value scale, double epsilon) {
    int axis = Axes.of(call, call.whole("axis", -1), x.tensor().rank());
    if (stash(call, x) == x.tensor().dtype().accumulator()
        && scale.tensor().dtype() == x.tensor().dtype()
        && fits(x, axis, scale)) {
      return Build.apply(new RmsNorm(axis, epsilon), x, scale);
    }
    var axes = LongStream.range(axis, x.tensor().rank()).boxed().toList();
    var wide = Build.cast(x, stash(call, x));
    var square = Build.apply(new ReduceMean(axes, true), Build.mul(wide, wide));
    var normal = Build.div(wide, Build.sqrt(Build.add(square, epsilon)));
    return Build.mul(Build.cast(normal, scale.tensor().dtype()), scale);
  }

  /// What statistics are computed in: never less than the dtype of the numbers.
  private static DType stash(Call call, Value x) {
    return x.tensor().dtype() == DType.F64 ? DType.F64 : call.dtype("stash_type", DType.F32);
  }

  private static boolean fits(Value x, int axis, Value scale) {
    var sizes = x.tensor().shape().sizes();
    return scale.tensor().shape().sizes().equals(sizes.subList(axis, sizes.size()));
  }
}
