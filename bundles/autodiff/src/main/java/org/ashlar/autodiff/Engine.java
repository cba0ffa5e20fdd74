package org.ashlar.autodiff;

import java.util.List;
import org.ashlar.ir.Function;
import org.ashlar.ir.Operator;
import org.ashlar.ir.Type;
import org.ashlar.ir.stage.Autodiff;

/// What all engines have in common: forward mode, and the gradient of a single call.
abstract class Engine implements Autodiff {
  @Override
  public final Function tangent(Function function, List<String> by) {
    return Forward.tangent(function, by);
  }

  @Override
  public final Function pullback(Operator operator, List<Type> arguments, List<Integer> by) {
    return Pullback.of(operator, arguments, by);
  }
}
