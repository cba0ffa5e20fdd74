package org.ashlar.onnx.translate;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
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
import org.ashlar.onnx.load.Types;
import org.ashlar.onnx.schema.ModelProto;

/// A model made into a function: what binding gives.
///
/// @param variables numbers of inputs that the model itself holds
/// @param outputs what each output of the model is; tensors of the program are outputs of the
///   function, in the order in which they are met here
/// @param settled the given inputs whose numbers the structure depends on
/// @param hostSteps how many pieces were computed on the way
public record Program(
    Function function,
    Map<String, TensorData> variables,
    Map<String, Term> outputs,
    Set<String> settled,
    int hostSteps) {

  /// Computes pieces whose numbers are demanded.
  @FunctionalInterface
  public interface Runner {
    List<TensorData> run(Function function, List<TensorData> arguments);
  }

  /// For any sizes that the file declares.
  ///
  /// @param runner folds what is constant; without one such a demand is refused
  public static Program symbolic(
      ModelProto model, Vocabulary vocabulary, Translations translations, Optional<Runner> runner) {
    return of(model, vocabulary, translations, Map.of(), runner);
  }

  /// For given values.
  ///
  /// @param given a term each input that has no initialiser: {@link Term.Known}, strings, sequences
  ///   …; none at all: symbolic
  public static Program of(
      ModelProto model,
      Vocabulary vocabulary,
      Translations translations,
      Map<String, Term> given,
      Optional<Runner> runner) {
    var binding =
        new Binding(vocabulary, translations, runner.map(r -> (Binding.Runner) r::run));
    var frame = new Frame(binding, Optional.empty());
    var opsets = new HashMap<String, Long>();
    model
        .getOpsetImportList()
        .forEach(o -> opsets.put(Translations.domain(o.getDomain()), o.getVersion()));
    var scope = Scope.of(frame, opsets);
    var inputs = new ArrayList<Value>();
    var initial = new java.util.HashSet<String>();
    model.getGraph().getInitializerList().forEach(t -> initial.add(t.getName()));
    model.getGraph().getSparseInitializerList().forEach(t -> initial.add(t.getValues().getName()));
    for (var input : model.getGraph().getInputList()) {
      var name = input.getName();
      var term = given.get(name);
      if (term != null) {
        scope.put(name, given(frame, name, term, inputs));
      } else if (!initial.contains(name)) {
        scope.put(name, declared(frame, input, inputs, !given.isEmpty()));
      }
    }
    var names = new ArrayList<String>();
    model.getGraph().getOutputList().forEach(o -> names.add(o.getName()));
    var terms = new Translator(binding, model.getFunctionsList()).graph(scope, model.getGraph());
    return close(model.getGraph().getName(), frame, inputs, names, terms);
  }

  private static Program close(
      String name, Frame frame, List<Value> inputs, List<String> names, List<Term> terms) {
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
        variables.put(label, java.util.Objects.requireNonNull(binding.variables.get(label)));
      }
    }
    return new Program(
        new Function(name.isEmpty() ? "model" : name, all, values, labels),
        variables,
        outputs,
        binding.settled,
        binding.hostSteps);
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

  private static Term given(Frame frame, String name, Term term, List<Value> inputs) {
    return switch (term) {
      case Term.Known(var data, _) -> {
        var value = frame.graph.input(frame.binding.fresh(name), data.type());
        frame.binding.numbers.put(value, data);
        frame.binding.given.put(value, name.split("\\.\\d", 2)[0]);
        inputs.add(value);
        yield new Term.Tensor(value);
      }
      case Term.Sequence(var of, var items) -> {
        var made = new ArrayList<Term>();
        for (int i = 0; i < items.size(); i++) {
          made.add(given(frame, name + "." + i, items.get(i), inputs));
        }
        yield new Term.Sequence(of, made);
      }
      case Term.Maybe(var of, var item) ->
          new Term.Maybe(of, item.map(i -> given(frame, name + ".0", i, inputs)));
      case Term.Table(var key, var of, var keys, var values) -> {
        frame.binding.settled.add(name);
        var made = new ArrayList<Term>();
        for (int i = 0; i < values.size(); i++) {
          made.add(given(frame, name + "." + i, values.get(i), inputs));
        }
        yield new Term.Table(key, of, keys, made);
      }
      case Term.Strings strings -> {
        frame.binding.settled.add(name);
        yield strings;
      }
      case Term.Tensor _, Term.Sizes _ ->
          throw new IllegalArgumentException("input " + name + ": numbers must be given");
    };
  }

  private static Term declared(
      Frame frame,
      org.ashlar.onnx.schema.ValueInfoProto input,
      List<Value> inputs,
      boolean bound) {
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
    for (var size : tensor.shape().sizes()) {
      Rewrite.visit(
          size,
          e -> {
            if (e instanceof Expr.Size s) {
              frame.binding.declared.add(s.name());
            }
          });
    }
    var value =
        frame.graph.input(
            frame.binding.fresh(name),
            new TensorType(tensor.dtype(), new Shape(tensor.shape().sizes())));
    inputs.add(value);
    return new Term.Tensor(value);
  }
}
