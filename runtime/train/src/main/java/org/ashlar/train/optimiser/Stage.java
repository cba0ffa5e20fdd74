package org.ashlar.train.optimiser;

import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.ashlar.ir.DType;
import org.ashlar.operators.pointwise.Greater;
import org.ashlar.operators.pointwise.Where;
import org.ashlar.tensor.Tensor;
import org.ashlar.tensor.Trace;

/// One stage of an update: a formula on scalars, which a training step applies to each variable in
/// its own shape.
///
/// It reads `gradient`, `value` and any other input by name, and gives `value` (the last stage),
/// `gradient` for the stages after it, or totals over all variables. What it gives besides and also
/// reads is a state of each variable: see {@link org.ashlar.session.ProgramText.Training}. A sum
/// over a scalar is a sum over the whole variable there.
public record Stage(String name, Formula formula) {
  static final String GRADIENT = "gradient";

  /// The inputs that a formula reads, by name.
  @FunctionalInterface
  public interface Inputs {
    Tensor get(String name);
  }

  /// Puts results by name into `out`, from the inputs.
  @FunctionalInterface
  public interface Formula {
    void say(Inputs in, Map<String, Tensor> out);
  }

  /// The stage as a function in text.
  public String text() {
    var inputs = new HashMap<String, Tensor>();
    var outputs = new LinkedHashMap<String, Tensor>();
    formula.say(name -> inputs.computeIfAbsent(name, n -> Tensor.input(n, DType.F32)), outputs);
    return Trace.of(name, outputs).text();
  }

  /// The same, changing value and states only where every one of these shared inputs is 1.
  public Stage onlyIf(List<String> conditions) {
    if (conditions.isEmpty()) {
      return this;
    }
    return new Stage(
        name,
        (in, out) -> {
          var plain = new LinkedHashMap<String, Tensor>();
          formula.say(in, plain);
          var go = conditions.stream().map(in::get).reduce(Tensor::min).orElseThrow();
          var yes = go.apply(new Greater(), Tensor.fill(DType.F32, 0.5));
          plain.forEach((result, tensor) ->
              out.put(
                  result,
                  result.equals(GRADIENT)
                      ? tensor
                      : yes.apply(new Where(), tensor, in.get(result))));
        });
  }
}
