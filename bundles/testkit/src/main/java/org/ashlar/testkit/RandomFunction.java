package org.ashlar.testkit;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import org.ashlar.ir.DType;
import org.ashlar.ir.Function;
import org.ashlar.ir.Graph;
import org.ashlar.ir.Input;
import org.ashlar.ir.Shape;
import org.ashlar.ir.TensorData;
import org.ashlar.ir.TensorType;
import org.ashlar.ir.Value;
import org.ashlar.operators.activation.Sigmoid;
import org.ashlar.operators.build.Build;
import org.ashlar.operators.move.Reshape;
import org.ashlar.operators.move.Slice;
import org.ashlar.operators.move.Tile;

/// A random program over any operators: calls taken from the cases of their laws, joined wherever
/// the number of elements can be made to fit.
///
/// What flows from one call to the next is brought into the range that the case asks for by a
/// smooth function, so numbers stay tame. Where an operator makes whole numbers or truth values of
/// floats, the floats are inputs: a last bit that differs would else be told as another number.
final class RandomFunction {
  private final Random random;
  private final Samples samples;
  private final Graph graph = new Graph();
  private final List<Value> inputs = new ArrayList<>();
  private final Map<Value, TensorData> numbers = new HashMap<>();
  private final List<Value> pool = new ArrayList<>();
  private int dynamic;

  private RandomFunction(long seed) {
    this.random = new Random(seed);
    this.samples = new Samples(seed);
  }

  /// A program of so many calls, with numbers for its inputs.
  static Program of(List<OperatorLaws> operators, int calls, long seed) {
    var made = new RandomFunction(seed);
    for (int i = 0; i < calls; i++) {
      var laws = operators.get(made.random.nextInt(operators.size()));
      var cases = laws.cases().stream().filter(Case::accepted).toList();
      if (!cases.isEmpty()) {
        var one = cases.get(made.random.nextInt(cases.size()));
        made.call(new Applied(one.operator().orElse(laws.operator()), one));
      }
    }
    return made.program();
  }

  private void call(Applied applied) {
    var given = applied.given();
    var results = applied.function().outputs();
    if (results.stream().anyMatch(v -> !v.tensor().shape().isConstant()) && dynamic++ > 0) {
      // a second size that depends on data would need a name of its own
      return;
    }
    boolean jumps = results.stream().anyMatch(v -> !v.tensor().dtype().isFloat());
    var args = new ArrayList<Value>();
    for (int i = 0; i < given.types().size(); i++) {
      args.add(argument((TensorType) given.types().get(i), given.range(i), jumps));
    }
    pool.addAll(graph.applyAll(applied.operator(), args));
  }

  private Value argument(TensorType type, Case.Range range, boolean exact) {
    var fitting =
        pool.stream()
            .filter(v ->
                v.tensor().dtype() == type.dtype()
                    && v.tensor().shape().isConstant()
                    && v.tensor().shape().elements() > 0
                    && type.shape().elements() > 0)
            .toList();
    boolean joins = type.dtype() == DType.BOOL || type.dtype().isFloat() && !exact;
    if (!joins || fitting.isEmpty() || random.nextInt(4) == 0) {
      return input(type, range);
    }
    var from = fitting.get(random.nextInt(fitting.size()));
    var shaped = shaped(from, type.shape());
    return type.dtype().isFloat() ? within(shaped, range) : shaped;
  }

  private Value input(TensorType type, Case.Range range) {
    var input = graph.input("x" + inputs.size(), type);
    inputs.add(input);
    numbers.put(input, samples.of(type, range));
    return input;
  }

  /// The elements, as many of them as needed and again from the first, under another shape.
  private Value shaped(Value value, Shape shape) {
    if (value.tensor().shape().equals(shape)) {
      return value;
    }
    long has = value.tensor().shape().elements();
    long needs = shape.elements();
    var flat = graph.apply(new Reshape(Shape.of(has)), value);
    if (has < needs) {
      flat = graph.apply(new Tile(List.of((needs + has - 1) / has)), flat);
    }
    if (has != needs) {
      flat = graph.apply(new Slice(List.of(0L), Shape.of(needs), List.of()), flat);
    }
    return graph.apply(new Reshape(shape), flat);
  }

  private static Value within(Value value, Case.Range range) {
    var share = Build.apply(new Sigmoid(), value);
    // below the upper end also where the share is rounded to 1: it may be a place
    return Build.add(Build.mul(share, 0.98 * (range.high() - range.low())), range.low());
  }

  /// Every value that no other one takes is an output.
  private Program program() {
    Set<Value> used = new HashSet<>();
    pool.forEach(v -> used.addAll(v.args()));
    var outputs = pool.stream().filter(v -> !used.contains(v)).distinct().toList();
    return Program.of(Function.of("random", inputs, outputs), numbers);
  }

  /// A function with numbers for its inputs.
  record Program(Function function, List<TensorData> data) {
    /// Keeps the inputs that the outputs need.
    static Program of(Function function, Map<Value, TensorData> numbers) {
      var needed = new ArrayList<Value>();
      for (var value : org.ashlar.ir.Walk.order(function.outputs())) {
        if (value.op() instanceof Input) {
          needed.add(value);
        }
      }
      return new Program(
          Function.of(function.name(), needed, function.outputs()),
          needed.stream().map(v -> java.util.Objects.requireNonNull(numbers.get(v))).toList());
    }
  }
}
