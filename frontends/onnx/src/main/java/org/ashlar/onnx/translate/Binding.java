package org.ashlar.onnx.translate;

import java.util.HashMap;
import java.util.HashSet;
import java.util.IdentityHashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.ashlar.ir.Function;
import org.ashlar.ir.TensorData;
import org.ashlar.ir.Value;
import org.ashlar.ir.Vocabulary;
import org.ashlar.onnx.load.Types;
import org.ashlar.onnx.load.Weights;
import org.ashlar.onnx.schema.TypeProto;

/// What is known and noted while one model is bound: once for all its graphs.
final class Binding {
  /// Computes pieces whose numbers are demanded.
  @FunctionalInterface
  interface Runner {
    List<TensorData> run(Function function, List<TensorData> arguments);
  }

  final Weights weights;
  final Vocabulary vocabulary;
  final Translations translations;
  final Optional<Runner> runner;

  /// Variables of the function made, by name.
  final Map<String, TensorData> variables = new LinkedHashMap<>();

  /// Numbers of inputs of the outermost graph: of its variables, and of what was given.
  final Map<Value, TensorData> numbers = new IdentityHashMap<>();

  /// Which of these settle something if they are looked at, by the name that they were given under.
  final Map<Value, String> given = new IdentityHashMap<>();

  final Set<String> settled = new LinkedHashSet<>();

  /// Values in whose types a size that depends on data is a dimension, by the size's name.
  final Map<String, Value> owners = new HashMap<>();

  /// Names of sizes that the types of inputs have.
  final Set<String> declared = new HashSet<>();

  /// The largest numbers that declared sizes have here, by name.
  final Map<String, Long> limits = new HashMap<>();

  /// Numbers that declared sizes do not exceed where the model makes sense, as nodes showed.
  final Map<String, Long> met = new HashMap<>();

  /// Nodes that the host computed: those on strings and maps.
  int hostSteps;

  private final Set<String> sizes = new HashSet<>();
  private final Set<String> labels = new HashSet<>();
  private final Map<String, Integer> counts = new HashMap<>();

  Binding(
      Weights weights, Vocabulary vocabulary, Translations translations, Optional<Runner> runner) {
    this.weights = weights;
    this.vocabulary = vocabulary;
    this.translations = translations;
    this.runner = runner;
  }

  /// Keeps the names of a type's dimensions for these.
  void reserve(TypeProto type) {
    sizes.addAll(Types.names(type));
  }

  /// A name that no size has yet.
  String fresh(String hint) {
    return unused(sizes, hint);
  }

  /// A name that no input of a function has yet.
  String label(String hint) {
    return unused(labels, hint);
  }

  private String unused(Set<String> names, String hint) {
    var name = hint;
    while (!names.add(name)) {
      name = hint + "_" + counts.merge(hint, 1, Integer::sum);
    }
    return name;
  }

  List<TensorData> run(Function function, List<TensorData> arguments) {
    return runner
        .orElseThrow(() -> new Unsettled("nothing here can compute " + function.name(), Set.of()))
        .run(function, arguments);
  }
}
