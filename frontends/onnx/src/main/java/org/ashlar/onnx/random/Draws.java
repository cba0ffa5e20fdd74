package org.ashlar.onnx.random;

import java.util.List;
import org.ashlar.ir.DType;
import org.ashlar.ir.Shape;
import org.ashlar.onnx.translate.Call;
import org.ashlar.onnx.translate.Term;
import org.ashlar.onnx.translate.Translations;
import org.ashlar.operators.build.Build;
import org.ashlar.operators.random.Bernoulli;
import org.ashlar.operators.random.Multinomial;

/// The family of operators that draw random numbers.
public final class Draws {
  private Draws() {}

  public static void register(Translations into) {
    into.add("RandomUniform", c -> uniform(c, dtype(c), shape(c)), 1, 22)
        .add("RandomUniformLike", c -> uniform(c, like(c), c.type(0).shape()), 1, 22)
        .add("RandomNormal", c -> normal(c, dtype(c), shape(c)), 1, 22)
        .add("RandomNormalLike", c -> normal(c, like(c), c.type(0).shape()), 1, 22)
        .add("Bernoulli", Draws::bernoulli, 15, 22)
        .add("Multinomial", Draws::multinomial, 7, 22);
    Dropouts.register(into);
  }

  private static DType dtype(Call call) {
    return call.dtype("dtype", DType.F32);
  }

  private static DType like(Call call) {
    return call.dtype("dtype", call.dtype(0));
  }

  private static Shape shape(Call call) {
    return Shape.of(call.wholes("shape").stream().mapToLong(n -> n).toArray());
  }

  private static List<Term> uniform(Call call, DType dtype, Shape shape) {
    double low = call.real("low", 0);
    double high = call.real("high", 1);
    var wide = Seeds.uniform(call, Seeds.wide(dtype), shape);
    return Term.of(Build.cast(Build.add(Build.mul(wide, high - low), low), dtype));
  }

  private static List<Term> normal(Call call, DType dtype, Shape shape) {
    var wide = Seeds.normal(call, Seeds.wide(dtype), shape);
    var scaled = Build.mul(wide, call.real("scale", 1));
    return Term.of(Build.cast(Build.add(scaled, call.real("mean", 0)), dtype));
  }

  private static List<Term> bernoulli(Call call) {
    var draws = call.apply(new Bernoulli(Seeds.stream(call)), call.value(0), Seeds.seed(call));
    return Term.of(Build.cast(draws, like(call)));
  }

  private static List<Term> multinomial(Call call) {
    var op =
        new Multinomial(
            call.whole("sample_size", 1), call.dtype("dtype", DType.I32), Seeds.stream(call));
    return Term.of(call.apply(op, call.value(0), Seeds.seed(call)));
  }
}
