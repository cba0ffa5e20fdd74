package org.ashlar.autodiff;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.ServiceLoader;
import java.util.Set;
import org.ashlar.ir.DType;
import org.ashlar.ir.Expr;
import org.ashlar.ir.Function;
import org.ashlar.ir.Graph;
import org.ashlar.ir.Inline;
import org.ashlar.ir.Meaning;
import org.ashlar.ir.Shape;
import org.ashlar.ir.TensorType;
import org.ashlar.ir.Value;
import org.ashlar.ir.stage.Autodiff;
import org.ashlar.ir.stage.Batching;
import org.ashlar.operators.Derive;
import org.ashlar.operators.Sizes;
import org.ashlar.operators.build.Build;
import org.jspecify.annotations.Nullable;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;
import org.osgi.service.component.annotations.ReferenceCardinality;
import org.osgi.service.component.annotations.ReferencePolicy;
import org.osgi.service.component.annotations.ReferencePolicyOption;

/// Gradients in forward mode, by dual numbers: one direction for each element of an input.
///
/// All directions of an input go together where a {@link Batching} is present, one by one where
/// none is. For functions of few numbers: of more than {@value #MOST} ({@value #MOST_ALONE} without
/// batching) it refuses. It needs the sizes of the inputs as numbers.
@Component(service = Autodiff.class, property = "service.ranking:Integer=-20")
public final class ForwardMode extends Engine {
  /// The most elements that all inputs named may have together.
  static final int MOST = 1024;

  /// The most without batching.
  static final int MOST_ALONE = 64;

  /// Bound by the framework; stays null on a plain class path, where ServiceLoader is asked.
  @Reference(
      cardinality = ReferenceCardinality.OPTIONAL,
      policy = ReferencePolicy.DYNAMIC,
      policyOption = ReferencePolicyOption.GREEDY)
  private volatile @Nullable Batching batching;

  @Override
  public String name() {
    return "forward";
  }

  @Override
  public Function gradient(Function function, String of, List<String> by) {
    var copied = new Copied("gradient", function);
    var y = copied.output(of);
    var ends = by.stream().map(copied::input).toList();
    var together = batching();
    requireFew(function, ends, by, together.isPresent() ? MOST : MOST_ALONE);
    var gradients = new ArrayList<Value>();
    for (int i = 0; i < ends.size(); i++) {
      var end = ends.get(i);
      boolean empty = end.tensor().shape().elements() == 0;
      var gradient =
          empty
              ? Optional.<Value>empty()
              : together.isPresent()
                  ? together(together.get(), copied, y, by.get(i))
                  : alone(y, end);
      gradients.add(gradient.orElseGet(() -> Build.zeros(end)));
    }
    return copied.with(List.of(), gradients, by.stream().map(name -> "d_" + name).toList());
  }

  private Optional<Batching> batching() {
    var bound = batching;
    return bound != null
        ? Optional.of(bound)
        : ServiceLoader.load(Batching.class, ForwardMode.class.getClassLoader()).findFirst();
  }

  /// How fast the sum of `y` grows with the elements of an input, all at once.
  private static Optional<Value> together(Batching batching, Copied copied, Value y, String name) {
    var input = copied.input(name);
    var type = input.tensor();
    var direction = copied.moreInput("t_" + name, type, List.of());
    return growth(y, input, direction)
        .map(t -> {
          var inputs = new ArrayList<>(copied.inputs());
          inputs.add(direction);
          var one = new Function("along_" + name, inputs, List.of(t), List.of("y"));
          var label = one.inputNames().getLast();
          var count = Expr.of(type.shape().elements());
          inputs.set(inputs.size() - 1, basis(input.graph(), type, count));
          var all = batching.batch(one, Set.of(label), count);
          return Build.reshape(Inline.apply(all, inputs, input.graph()).getFirst(), type.shape());
        });
  }

  /// The same, one element after the other.
  private static Optional<Value> alone(Value y, Value input) {
    var type = input.tensor();
    var count = Expr.of(type.shape().elements());
    var basis = basis(input.graph(), type, count);
    var parts = new ArrayList<Value>();
    for (long i = 0; i < type.shape().elements(); i++) {
      var direction = Build.gather(basis, Build.size(input.graph(), DType.I64, Expr.of(i)), 0);
      growth(y, input, direction).map(t -> Build.reshape(t, 1)).ifPresent(parts::add);
    }
    return parts.isEmpty()
        ? Optional.empty()
        : Optional.of(Build.reshape(Build.concat(0, parts), type.shape()));
  }

  /// How fast the sum of `y` grows in a direction, in the dtype of that.
  private static Optional<Value> growth(Value y, Value input, Value direction) {
    return Forward.of(List.of(y), List.of(input), List.of(direction), List.of())
        .getFirst()
        .map(t -> Build.cast(Build.sum(t), direction.tensor().dtype()));
  }

  /// The directions: the one of number b is 1 at element b, counted row by row, and 0 elsewhere.
  private static Value basis(Graph graph, TensorType type, Expr count) {
    var at = Sizes.indices("i", type.rank() + 1);
    Expr linear = Expr.of(0);
    for (int d = 0; d < type.rank(); d++) {
      linear = Sizes.add(Sizes.multiply(linear, type.size(d)), at.get(d + 1));
    }
    var sizes = new ArrayList<>(List.of(count));
    sizes.addAll(type.shape().sizes());
    var dtype = type.dtype();
    var one = linear.eq(at.getFirst()).select(Expr.of(dtype, 1), Expr.of(dtype, 0));
    return Derive.apply(
        graph,
        "basis",
        Meaning.Indexed.of(at, one),
        new TensorType(dtype, new Shape(sizes)),
        List.of());
  }

  private static void requireFew(Function function, List<Value> ends, List<String> by, int most) {
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
    if (elements > most) {
      throw new IllegalArgumentException(
          "gradient of %s: forward mode takes at most %d elements: %s have %d: use reverse mode"
              .formatted(function.name(), most, String.join(", ", by), elements));
    }
  }
}
