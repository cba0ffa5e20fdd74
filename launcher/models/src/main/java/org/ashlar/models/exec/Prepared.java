package org.ashlar.models.exec;

import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.ashlar.compiler.Instance;
import org.ashlar.compiler.Program;
import org.ashlar.ir.Datum;
import org.ashlar.ir.TensorData;
import org.ashlar.ir.stage.Bound;

/// A bound model with its weights on a device, ready to run again and again.
public final class Prepared implements AutoCloseable {
  private final Bound bound;
  private final Optional<Opened> opened;
  private final String device;
  private final Duration limit;

  /// The inputs that are no variables.
  private final List<String> inputNames;

  private final List<String> outputNames;

  /// A compiled program in memory.
  record Opened(Program program, Instance instance) {}

  /// @param opened empty where binding left nothing to compute
  Prepared(Bound bound, Optional<Opened> opened, String device, Duration limit) {
    this.bound = bound;
    this.opened = opened;
    this.device = device;
    this.limit = limit;
    var function = bound.model().function();
    this.outputNames = function.outputNames();
    this.inputNames =
        function.inputNames().stream()
            .filter(name ->
                opened.isEmpty() || !opened.get().program().request().variables().contains(name))
            .toList();
  }

  public Bound bound() {
    return bound;
  }

  public Optional<Program> program() {
    return opened.map(Opened::program);
  }

  /// The model's outputs for values that it is bound to.
  public Map<String, Datum> run(Map<String, Datum> given) {
    return bound.outputs(results(bound.arguments(given)));
  }

  /// The same, written to memory that is given.
  ///
  /// @param into memory for some of the function's outputs, by name
  public Map<String, Datum> run(Map<String, Datum> given, Map<String, TensorData> into) {
    return bound.outputs(results(bound.arguments(given), into));
  }

  /// What the function gives, one result an output.
  public List<TensorData> results(List<TensorData> arguments) {
    return results(arguments, Map.of());
  }

  private List<TensorData> results(List<TensorData> arguments, Map<String, TensorData> into) {
    if (opened.isEmpty()) {
      return List.of();
    }
    var inputs = new LinkedHashMap<String, TensorData>();
    for (int i = 0; i < inputNames.size(); i++) {
      inputs.put(inputNames.get(i), arguments.get(i));
    }
    var answer = opened.get().instance().run(inputs, into, limit);
    var results = new ArrayList<TensorData>();
    for (var name : outputNames) {
      results.add(Objects.requireNonNull(answer.get(name)));
    }
    return results;
  }

  /// What ran where, after a run.
  public Where where() {
    return opened
        .map(o -> Where.of(device, o.instance().parts()))
        .orElseGet(() -> new Where(device, List.of(), Map.of()));
  }

  @Override
  public void close() {
    opened.ifPresent(o -> o.instance().close());
  }
}
