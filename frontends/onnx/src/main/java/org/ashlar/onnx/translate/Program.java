package org.ashlar.onnx.translate;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import org.ashlar.ir.DType;
import org.ashlar.ir.Expr;
import org.ashlar.ir.Function;
import org.ashlar.ir.Input;
import org.ashlar.ir.Rewrite;
import org.ashlar.ir.Shape;
import org.ashlar.ir.TensorData;
import org.ashlar.ir.TensorType;
import org.ashlar.ir.Type;
import org.ashlar.ir.Value;
import org.ashlar.ir.Vocabulary;
import org.ashlar.ir.Walk;
import org.ashlar.ir.stage.Bound;
import org.ashlar.onnx.load.ModelFile;
import org.ashlar.onnx.load.Types;

/// A model made into a function: what binding gives.
///
/// @param variables numbers of inputs that the model itself holds
/// @param arguments where the other inputs of the function lie in what was given
/// @param outputs what each output of the model is; tensors of the program are outputs of the
///   function, in the order in which they are met here
/// @param settled the given inputs whose numbers the structure depends on
/// @param hostSteps how many nodes the host computed while the program was made
/// @param values what names of the file became in the function
public record Program(
    Function function,
    Map<String, TensorData> variables,
    List<Bound.Leaf> arguments,
    Map<String, Term> outputs,
    Set<String> settled,
    int hostSteps,
    Map<String, Value> values) {

  /// Computes pieces whose numbers are demanded.
  @FunctionalInterface
  public interface Runner {
    List<TensorData> run(Function function, List<TensorData> arguments);
  }

  /// For any sizes that the file declares; where that cannot be, for those up to the limits that
  /// its tables set (a text of at most so many words as there are places).
  ///
  /// @param runner folds what is constant; without one such a demand is refused
  public static Program symbolic(
      ModelFile.Opened file,
      Vocabulary vocabulary,
      Translations translations,
      Optional<Runner> runner) {
    var binding = binding(file, vocabulary, translations, runner);
    try {
      return of(file, binding, Map.of(), false);
    } catch (Unsettled e) {
      throw e;
    } catch (IllegalArgumentException e) {
      if (binding.met.isEmpty()) {
        throw e;
      }
      var limited = binding(file, vocabulary, translations, runner);
      limited.limits.putAll(binding.met);
      try {
        return of(file, limited, Map.of(), false);
      } catch (IllegalArgumentException _) {
        throw e;
      }
    }
  }

  private static Binding binding(
      ModelFile.Opened file,
      Vocabulary vocabulary,
      Translations translations,
      Optional<Runner> runner) {
    return new Binding(
        file.weights(), vocabulary, translations, runner.map(r -> (Binding.Runner) r::run));
  }

  /// For given values.
  ///
  /// @param given a term each input that has no value of its own: {@link Term.Known}, strings,
  ///   sequences …
  public static Program of(
      ModelFile.Opened file,
      Vocabulary vocabulary,
      Translations translations,
      Map<String, Term> given,
      Optional<Runner> runner) {
    return of(file, binding(file, vocabulary, translations, runner), given, true);
  }

  private static Program of(
      ModelFile.Opened file, Binding binding, Map<String, Term> given, boolean bound) {
    var model = file.model();
    var frame = new Frame(binding, Optional.empty());
    var scope = Scope.of(frame, Translator.opsets(model.getOpsetImportList()));
    var inputs = new ArrayList<Value>();
    var leaves = new ArrayList<Bound.Leaf>();
    var initial = new java.util.HashSet<String>();
    model.getGraph().getInitializerList().forEach(t -> initial.add(t.getName()));
    model.getGraph().getSparseInitializerList().forEach(t -> initial.add(t.getValues().getName()));
    model.getGraph().getInputList().forEach(v -> binding.reserve(v.getType()));
    model.getGraph().getOutputList().forEach(v -> binding.reserve(v.getType()));
    model.getGraph().getValueInfoList().forEach(v -> binding.reserve(v.getType()));
    for (var input : model.getGraph().getInputList()) {
      var name = input.getName();
      var term = given.get(name);
      if (term != null) {
        scope.put(name, given(new Given(frame, inputs, leaves), Bound.Leaf.of(name), term));
      } else if (!initial.contains(name)) {
        scope.put(name, declared(frame, input, inputs, bound));
      }
    }
    var names = new ArrayList<String>();
    model.getGraph().getOutputList().forEach(o -> names.add(o.getName()));
    var terms = new Translator(binding, model.getFunctionsList()).graph(scope, model.getGraph());
    return close(model.getGraph().getName(), scope, inputs, leaves, names, terms);
  }

  private static Program close(
      String name,
      Scope scope,
      List<Value> inputs,
      List<Bound.Leaf> arguments,
      List<String> names,
      List<Term> terms) {
    var frame = scope.frame;
    var binding = frame.binding;
    var values = new ArrayList<Value>();
    var labels = new ArrayList<String>();
    var outputs = new LinkedHashMap<String, Term>();
    for (int i = 0; i < terms.size(); i++) {
      var term = terms.get(i);
      var output =
          switch (term) {
            case Term.Known _, Term.Sizes _ -> new Term.Tensor(frame.lift(term, names.get(i)));
            default -> term;
          };
      outputs.put(names.get(i), output);
      leaves(names.get(i), output, labels, values);
    }
    var all = new ArrayList<>(inputs);
    for (var value : Walk.order(values)) {
      if (value.op() instanceof Input(var label, _) && binding.variables.containsKey(label)) {
        all.add(value);
      }
    }
    var variables = new LinkedHashMap<String, TensorData>();
    for (var value : all) {
      if (value.op() instanceof Input(var label, _) && binding.variables.containsKey(label)) {
        variables.put(label, Objects.requireNonNull(binding.variables.get(label)));
      }
    }
    return new Program(
        new Function(name.isEmpty() ? "model" : name, all, values, labels),
        variables,
        arguments,
        outputs,
        binding.settled,
        binding.hostSteps,
        scope.values());
  }

  private static void leaves(String name, Term term, List<String> labels, List<Value> values) {
    switch (term) {
      case Term.Tensor(var value) -> {
        labels.add(name);
        values.add(value);
      }
      case Term.Sequence(_, var items) -> {
        for (int i = 0; i < items.size(); i++) {
          leaves(name + "." + i, items.get(i), labels, values);
        }
      }
      case Term.Maybe(_, var item) -> item.ifPresent(i -> leaves(name + ".0", i, labels, values));
      case Term.Table(_, _, _, var items) -> {
        for (int i = 0; i < items.size(); i++) {
          leaves(name + "." + i, items.get(i), labels, values);
        }
      }
      case Term.Known _, Term.Sizes _, Term.Strings _ -> {
        // numbers and strings that the host has already
      }
    }
  }

  /// Inputs under construction.
  private record Given(Frame frame, List<Value> inputs, List<Bound.Leaf> leaves) {}

  private static Term given(Given to, Bound.Leaf leaf, Term term) {
    var binding = to.frame().binding;
    return switch (term) {
      case Term.Known(var data, _) -> {
        var name = new StringBuilder(leaf.input());
        leaf.path().forEach(i -> name.append('.').append(i));
        var value = to.frame().graph.input(binding.label(name.toString()), data.type());
        binding.numbers.put(value, data);
        binding.given.put(value, leaf.input());
        to.inputs().add(value);
        to.leaves().add(leaf);
        yield new Term.Tensor(value);
      }
      case Term.Sequence(var of, var items) -> new Term.Sequence(of, given(to, leaf, items));
      case Term.Maybe(var of, var item) ->
          new Term.Maybe(of, item.map(i -> given(to, inside(leaf, 0), i)));
      case Term.Table(var key, var of, var keys, var values) -> {
        binding.settled.add(leaf.input());
        yield new Term.Table(key, of, keys, given(to, leaf, values));
      }
      case Term.Strings strings -> {
        binding.settled.add(leaf.input());
        yield strings;
      }
      case Term.Tensor _, Term.Sizes _ ->
          throw new IllegalArgumentException("input " + leaf.input() + ": numbers must be given");
    };
  }

  private static List<Term> given(Given to, Bound.Leaf leaf, List<Term> items) {
    var made = new ArrayList<Term>();
    for (int i = 0; i < items.size(); i++) {
      made.add(given(to, inside(leaf, i), items.get(i)));
    }
    return made;
  }

  private static Bound.Leaf inside(Bound.Leaf leaf, int item) {
    var path = new ArrayList<>(leaf.path());
    path.add(item);
    return new Bound.Leaf(leaf.input(), path);
  }

  private static Term declared(
      Frame frame, org.ashlar.onnx.schema.ValueInfoProto input, List<Value> inputs, boolean bound) {
    var name = input.getName();
    if (bound && !input.getType().hasOptionalType()) {
      throw new IllegalArgumentException("input " + name + ": no value is given for it");
    }
    Type type =
        Types.of(input.getType(), frame.binding::fresh)
            .orElseThrow(() ->
                new Unsettled(
                    "input " + name + ": the model does not say its type: bind it to a value",
                    Set.of(name)));
    if (type instanceof Type.OptionalType(var of) && bound) {
      return new Term.Maybe(of, Optional.empty());
    }
    if (!(type instanceof TensorType tensor) || tensor.dtype().kind() == DType.Kind.STRING) {
      throw new Unsettled(
          "input " + name + ": is " + type + ", which lives on the host: bind it to a value",
          Set.of(name));
    }
    var sizes = tensor.shape().sizes().stream().map(size -> declared(frame.binding, size)).toList();
    var value =
        frame.graph.input(
            frame.binding.label(name), new TensorType(tensor.dtype(), new Shape(sizes)));
    inputs.add(value);
    return new Term.Tensor(value);
  }

  /// A declared size, within its limit.
  private static Expr declared(Binding binding, Expr size) {
    return Rewrite.map(
        size,
        e -> {
          if (!(e instanceof Expr.Size(var name, long min, long max))) {
            return e;
          }
          binding.declared.add(name);
          return new Expr.Size(name, min, Math.min(max, binding.limits.getOrDefault(name, max)));
        });
  }
}
