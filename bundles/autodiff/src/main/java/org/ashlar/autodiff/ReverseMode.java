package org.ashlar.autodiff;

import java.util.ArrayList;
import java.util.List;
import org.ashlar.ir.Function;
import org.ashlar.ir.Value;
import org.ashlar.ir.stage.Autodiff;
import org.ashlar.ir.stage.Checkpoints;
import org.ashlar.operators.build.Build;
import org.osgi.service.component.annotations.Component;

/// Gradients in reverse mode: one walk from the output back to the inputs.
///
/// An operator's own gradient wins; every other one is derived from its meaning.
@Component(service = Autodiff.class)
public final class ReverseMode extends Engine {
  @Override
  public String name() {
    return "reverse";
  }

  @Override
  public Function gradient(Function function, String of, List<String> by) {
    return gradient(function, of, by, Checkpoints.ROOT);
  }

  @Override
  public Function gradient(Function function, String of, List<String> by, Checkpoints checkpoints) {
    var copied = new Copied("gradient", function);
    var y = copied.output(of);
    var ends = by.stream().map(copied::input).toList();
    var loops = Loops.of(checkpoints);
    var backward = new Backward(ends, List.of(), loops);
    backward.run(List.of(y), List.of(Build.fill(copied.graph(), y.tensor(), 1)));
    var gradients = new ArrayList<Value>();
    ends.forEach(end -> gradients.add(backward.gradient(end).orElseGet(() -> Build.zeros(end))));
    var names = by.stream().map(name -> "d_" + name).toList();
    return loops.instead().apply(copied.with(List.of(), gradients, names));
  }
}
