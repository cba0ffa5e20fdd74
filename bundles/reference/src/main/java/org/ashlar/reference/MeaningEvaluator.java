package org.ashlar.reference;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import org.ashlar.ir.DType;
import org.ashlar.ir.DataSizes;
import org.ashlar.ir.Expr;
import org.ashlar.ir.Function;
import org.ashlar.ir.Meaning;
import org.ashlar.ir.TensorData;
import org.ashlar.ir.TensorType;
import org.ashlar.ir.Value;
import org.ashlar.ir.stage.Evaluator;
import org.osgi.service.component.annotations.Component;

/// Computes functions straight from the meanings of their operators.
@Component(service = Evaluator.class)
public final class MeaningEvaluator implements Evaluator {
  @Override
  public List<Result> evaluate(Function function, List<TensorData> arguments) {
    if (arguments.size() != function.inputs().size()) {
      throw new IllegalArgumentException(
          "function "
              + function.name()
              + ": has "
              + function.inputs().size()
              + " inputs, given "
              + arguments.size());
    }
    var sizes = new HashMap<String, Long>();
    for (int i = 0; i < arguments.size(); i++) {
      fit(function, i, arguments.get(i), sizes);
    }
    return evaluate(function, arguments.stream().map(Numbers::exact).toList(), sizes).stream()
        .map(MeaningEvaluator::result)
        .toList();
  }

  /// Magnitudes in the unit of the dtype's accumulator.
  private static Result result(Numbers numbers) {
    var data = numbers.data();
    if (!data.dtype().isFloat()) {
      return new Result(data, new double[0], numbers.terms());
    }
    double scale = data.dtype() == DType.F64 ? 0x1p29 : 1;
    var magnitude = new double[Math.toIntExact(data.elements())];
    Arrays.setAll(magnitude, i -> numbers.magnitude(i) * scale);
    return new Result(data, magnitude, numbers.terms());
  }

  /// Computes every value that the outputs need, arguments first. Bodies of composed operators come
  /// here again, with the magnitudes of their arguments.
  private List<Numbers> evaluate(
      Function function, List<Numbers> arguments, Map<String, Long> sizes) {
    var known = new IdentityHashMap<Value, Numbers>();
    for (int i = 0; i < arguments.size(); i++) {
      known.put(function.inputs().get(i), arguments.get(i));
    }
    for (var value : DataSizes.order(function.outputs())) {
      if (!known.containsKey(value)) {
        compute(value, known, sizes);
      }
    }
    return function.outputs().stream().map(known::get).toList();
  }

  /// Computes every result of the operator that made a value.
  private void compute(Value value, Map<Value, Numbers> known, Map<String, Long> sizes) {
    var op = value.op();
    var args = new ArrayList<Numbers>();
    value.args().forEach(a -> args.add(known.get(a)));
    switch (op.meaning(value.args().stream().map(Value::type).toList())) {
      case Meaning.Composed(var body) ->
          several(value, evaluate(body, args, new HashMap<>(sizes)), known, sizes);
      case Meaning.Chosen(var then, var otherwise) -> {
        var body = args.getFirst().data().bits(0) != 0 ? then : otherwise;
        several(
            value,
            evaluate(body, args.subList(1, args.size()), new HashMap<>(sizes)),
            known,
            sizes);
      }
      case Meaning.Repeated m -> {
        var steps = new Steps(m, m.times().map(t -> whole(value.op().name(), t, sizes)));
        var results = steps.run(args, step -> evaluate(m.body(), step, new HashMap<>(sizes)));
        several(value, results, known, sizes);
      }
      case Meaning.Opaque(_, var reference) -> {
        var results = reference.apply(args.stream().map(Numbers::data).toList());
        several(value, results.stream().map(r -> opaque(r, args)).toList(), known, sizes);
      }
      case Meaning.Pointwise m -> known.put(value, elements(value, args, sizes).pointwise(m));
      case Meaning.Indexed m -> known.put(value, elements(value, args, sizes).indexed(m));
      case Meaning.Scanned m -> known.put(value, elements(value, args, sizes).scanned(m));
      case Meaning.Scattered m -> known.put(value, elements(value, args, sizes).scattered(m));
    }
  }

  private static void several(
      Value value, List<Numbers> results, Map<Value, Numbers> known, Map<String, Long> sizes) {
    var values = value.graph().applyAll(value.op(), value.args());
    if (values.size() != results.size()) {
      throw new IllegalStateException(
          value.op().name()
              + ": has "
              + values.size()
              + " results, its meaning gives "
              + results.size());
    }
    learn(value, results, sizes);
    for (int i = 0; i < results.size(); i++) {
      var type = values.get(i).tensor();
      var data = results.get(i).data();
      if (data.dtype() != type.dtype()
          || !Arrays.equals(data.sizes(), sizes(value.op().name(), type, sizes))) {
        throw new IllegalStateException(
            value.op().name() + ": the shape rule says " + type + ", the meaning gives " + data);
      }
      known.put(values.get(i), results.get(i));
    }
  }

  /// Reads the sizes that a call brings in from what it gave.
  private static void learn(Value value, List<Numbers> results, Map<String, Long> sizes) {
    var fresh = DataSizes.fresh(value).keySet();
    if (fresh.isEmpty()) {
      return;
    }
    sizes.keySet().removeAll(fresh);
    for (int i = 0; i < results.size(); i++) {
      var type = value.results().get(i).tensor();
      var data = results.get(i).data();
      if (!DataSizes.read(type, data, sizes)) {
        throw new IllegalStateException(
            value.op().name() + ": the shape rule says " + type + ", the meaning gives " + data);
      }
    }
  }

  /// What a host function rounds is not known: its results count as rounded once, from the least
  /// certain argument.
  private static Numbers opaque(TensorData result, List<Numbers> args) {
    long terms = args.stream().mapToLong(Numbers::terms).max().orElse(1);
    double most = args.stream().flatMapToDouble(a -> Arrays.stream(a.magnitude())).max().orElse(0);
    if (!result.dtype().isFloat()) {
      return new Numbers(result, new double[0], terms);
    }
    var magnitude = new double[Math.toIntExact(result.elements())];
    Arrays.setAll(
        magnitude, i -> most + Math.abs(result.get(i)) * Tracked.rounding(result.dtype()));
    return new Numbers(result, magnitude, terms);
  }

  private static Elements elements(Value value, List<Numbers> args, Map<String, Long> sizes) {
    var type = value.tensor();
    return new Elements(
        value.op().name(), sizes, args, type.dtype(), sizes(value.op().name(), type, sizes));
  }

  private static long[] sizes(String owner, TensorType type, Map<String, Long> sizes) {
    return type.shape().sizes().stream().mapToLong(n -> whole(owner, n, sizes)).toArray();
  }

  private static long whole(String owner, Expr e, Map<String, Long> sizes) {
    var scalars =
        new Plain(new Scope(owner, sizes, new Slots()), new OperandReads(List.of(), 0, List.of()));
    var frame = new Frame(new Slots(), new Control());
    return scalars.whole(e).at(frame);
  }

  /// Checks an argument against its input and learns the sizes that the input names.
  private static void fit(
      Function function, int input, TensorData argument, Map<String, Long> sizes) {
    var value = function.inputs().get(input);
    var type = value.tensor();
    long[] given = argument.sizes();
    boolean fits = argument.dtype() == type.dtype() && given.length == type.rank();
    for (int d = 0; fits && d < given.length; d++) {
      if (type.size(d) instanceof Expr.Size s) {
        fits =
            given[d] >= s.min()
                && given[d] <= s.max()
                && sizes.getOrDefault(s.name(), given[d]) == given[d];
        sizes.put(s.name(), given[d]);
      }
    }
    if (!fits || !Arrays.equals(sizes(function.name(), type, sizes), given)) {
      throw new IllegalArgumentException(
          "function "
              + function.name()
              + ": input "
              + function.inputNames().get(input)
              + ": needs "
              + type
              + ", given "
              + argument);
    }
  }
}
