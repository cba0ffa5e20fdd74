package org.ashlar.autodiff;

import java.util.ArrayList;
import java.util.List;
import org.ashlar.ir.Expr;
import org.ashlar.ir.Function;
import org.ashlar.ir.Graph;
import org.ashlar.ir.Meaning;
import org.ashlar.ir.Operator;
import org.ashlar.ir.TensorType;
import org.ashlar.ir.Type;
import org.ashlar.ir.Value;
import org.ashlar.ir.stage.Autodiff;
import org.ashlar.operators.Derive;
import org.ashlar.operators.Sizes;
import org.ashlar.operators.build.Build;
import org.osgi.service.component.annotations.Component;

/// Gradients in forward mode, by dual numbers: one direction for each element of an input.
///
/// For functions of few numbers; of more than {@value #MOST} it refuses. Tangents need the sizes of
/// the inputs as numbers.
@Component(property = "service.ranking:Integer=-20")
public final class ForwardMode implements Autodiff {
  /// The most elements that all inputs named may have together.
  static final int MOST = 64;

  @Override
  public String name() {
    return "forward";
  }

  @Override
  public Function gradient(Function function, String of, List<String> by) {
    var copied = new Copied("gradient", function);
    var y = copied.output(of);
    var ends = by.stream().map(copied::input).toList();
    requireFew(function, ends, by);
    var gradients = ends.stream().map(end -> gradient(y, end)).toList();
    return copied.with(List.of(), gradients, by.stream().map(name -> "d_" + name).toList());
  }

  @Override
  public Function tangent(Function function, List<String> by) {
    return Forward.tangent(function, by);
  }

  @Override
  public Function pullback(Operator operator, List<Type> arguments, List<Integer> by) {
    return Pullback.of(operator, arguments, by);
  }

  /// How fast the sum of `y` grows with each element of an input.
  private static Value gradient(Value y, Value input) {
    var type = input.tensor();
    var parts = new ArrayList<Value>();
    for (long i = 0; i < type.shape().elements(); i++) {
      var direction = direction(input.graph(), type, i);
      Forward.of(List.of(y), List.of(input), List.of(direction), List.of())
          .getFirst()
          .ifPresent(t -> parts.add(Build.reshape(Build.cast(Build.sum(t), type.dtype()), 1)));
    }
    return parts.isEmpty()
        ? Build.zeros(input)
        : Build.reshape(Build.concat(0, parts), type.shape());
  }

  /// 1 at one element, counted row by row, and 0 elsewhere.
  private static Value direction(Graph graph, TensorType type, long element) {
    var at = Sizes.indices("i", type.rank());
    Expr linear = Expr.of(0);
    for (int d = 0; d < type.rank(); d++) {
      linear = Sizes.add(Sizes.multiply(linear, type.size(d)), at.get(d));
    }
    var one = linear.eq(Expr.of(element)).select(Expr.of(type.dtype(), 1), Expr.of(type.dtype(), 0));
    return Derive.apply(graph, "direction", Meaning.Indexed.of(at, one), type, List.of());
  }

  private static void requireFew(Function function, List<Value> ends, List<String> by) {
    long elements = 0;
    for (int i = 0; i < ends.size(); i++) {
      var shape = ends.get(i).tensor().shape();
      if (!shape.isConstant()) {
        throw new IllegalArgumentException(
            "gradient of %s: forward mode needs sizes that are known: %s is %s: use reverse mode"
                .formatted(function.name(), by.get(i), ends.get(i).type()));
      }
      elements += shape.elements();
    }
    if (elements > MOST) {
      throw new IllegalArgumentException(
          "gradient of %s: forward mode takes at most %d elements: %s have %d: use reverse mode"
              .formatted(function.name(), MOST, String.join(", ", by), elements));
    }
  }
}
