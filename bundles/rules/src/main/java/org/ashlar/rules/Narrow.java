package org.ashlar.rules;

import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Consumer;
import org.ashlar.ir.DType;
import org.ashlar.ir.Function;
import org.ashlar.ir.Graph;
import org.ashlar.ir.Input;
import org.ashlar.ir.TensorType;
import org.ashlar.ir.Value;
import org.ashlar.ir.Walk;
import org.ashlar.ir.stage.Narrowing;
import org.ashlar.ir.stage.Precision;
import org.ashlar.operators.product.Conv;
import org.ashlar.operators.product.Gemm;
import org.ashlar.operators.product.MatMul;
import org.osgi.service.component.annotations.Component;

/// Brings the products of a function with its weights to fewer bits. A service.
///
/// A weight is what depends on standing inputs and constants alone. Products of two operands that
/// runs change stay in f32, as does everything that is no product: norms, softmax, sums.
@Component(service = Narrowing.class)
public final class Narrow implements Narrowing {
  @Override
  public Function narrow(
      Function function, Set<String> standing, Precision to, Consumer<String> notes) {
    var graph = new Graph();
    Map<Value, Value> made = new HashMap<>();
    var weights = new HashSet<Value>();
    var counts = new TreeMap<String, Integer>();
    for (var input : function.inputs()) {
      made.put(input, graph.apply(input.op()));
    }
    for (var value : Walk.order(function.outputs())) {
      boolean isWeight =
          value.op() instanceof Input(var label, _)
              ? standing.contains(label)
              : weights.containsAll(value.args());
      if (isWeight) {
        weights.add(value);
      }
      if (made.containsKey(value)) {
        continue;
      }
      var args = value.args().stream().map(arg -> made(made, arg)).toList();
      var narrow =
          !isWeight && isProduct(value) && weights.contains(value.arg(1))
              ? narrowed(value, args, to)
              : Optional.<Value>empty();
      if (isProduct(value)) {
        counts.merge(value.op().name() + (narrow.isPresent() ? "" : ", left"), 1, Integer::sum);
      }
      var results = narrow.map(List::of).orElseGet(() -> graph.applyAll(value.op(), args));
      for (int i = 0; i < results.size(); i++) {
        made.put(value.results().get(i), results.get(i));
      }
    }
    counts.forEach((what, count) -> notes.accept(to + ": " + what + ": " + count));
    return new Function(
        function.name(),
        function.inputs().stream().map(v -> made(made, v)).toList(),
        function.outputs().stream().map(v -> made(made, v)).toList(),
        function.outputNames());
  }

  private static Value made(Map<Value, Value> made, Value value) {
    return Objects.requireNonNull(made.get(value));
  }

  private static boolean isProduct(Value value) {
    return value.type() instanceof TensorType type
        && type.dtype() == DType.F32
        && switch (value.op()) {
          case MatMul _, Gemm _, Conv _ -> true;
          default -> false;
        };
  }

  private static Optional<Value> narrowed(Value value, List<Value> args, Precision to) {
    return switch (to) {
      case F32 -> Optional.empty();
      case BF16 -> Shorter.product(value.op(), args, DType.BF16);
      case F16 -> Shorter.product(value.op(), args, DType.F16);
      case INT8 -> Quantised.product(value.op(), args);
    };
  }
}
