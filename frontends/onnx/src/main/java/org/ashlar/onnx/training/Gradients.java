package org.ashlar.onnx.training;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;
import java.util.stream.IntStream;
import org.ashlar.ir.Function;
import org.ashlar.ir.Graph;
import org.ashlar.ir.Inline;
import org.ashlar.ir.Input;
import org.ashlar.ir.Value;
import org.ashlar.ir.Walk;
import org.ashlar.ir.stage.Autodiff;
import org.ashlar.onnx.translate.Call;
import org.ashlar.onnx.translate.Term;
import org.ashlar.onnx.translate.Translations;

/// `Gradient`: how fast a tensor of the graph grows with others.
///
/// Attribute `y` names the tensor, `xs` those by which it is derived and `zs` others that it is
/// computed from; the node's inputs say, in this order, where the derivative is taken. Of a `y` of
/// many elements it is the gradient of their sum.
public final class Gradients {
  private final Supplier<Optional<Autodiff>> autodiff;

  private Gradients(Supplier<Optional<Autodiff>> autodiff) {
    this.autodiff = autodiff;
  }

  /// @param autodiff who derives functions, asked when a model needs it
  public static void register(Translations into, Supplier<Optional<Autodiff>> autodiff) {
    into.add(Optimisers.DOMAIN, "Gradient", new Gradients(autodiff)::translate, 1);
  }

  private List<Term> translate(Call call) {
    var engine =
        autodiff
            .get()
            .orElseThrow(() -> call.refuse("nothing here derives functions: install autodiff"));
    var names = new ArrayList<>(call.texts("xs"));
    int count = names.size();
    names.addAll(call.texts("zs"));
    if (count == 0 || call.inputs() != names.size()) {
      throw call.refuse(
          "needs an input for each tensor that xs and zs name: " + call.inputs() + ", " + names);
    }
    var inside = new Graph();
    var inputs = new ArrayList<Value>();
    var arguments = new ArrayList<>(call.values());
    Map<Value, Value> replaced = new HashMap<>();
    for (int i = 0; i < names.size(); i++) {
      var around = named(call, names.get(i));
      inputs.add(inside.input("x" + i, around.type()));
      replaced.put(around, inputs.getLast());
    }
    var y = named(call, call.text("y", ""));
    for (var value : Walk.order(List.of(y), replaced.keySet())) {
      if (value.op() instanceof Input && !replaced.containsKey(value)) {
        inputs.add(inside.input("x" + inputs.size(), value.type()));
        arguments.add(value);
        replaced.put(value, inputs.getLast());
      }
    }
    var function =
        new Function("gradient", inputs, Inline.apply(List.of(y), replaced, inside), List.of("y"));
    var by = IntStream.range(0, count).mapToObj(i -> "x" + i).toList();
    var derived = engine.gradient(function, "y", by);
    var results = Inline.apply(derived, arguments, call.graph());
    return Term.of(
        by.stream().map(x -> results.get(derived.outputNames().indexOf("d_" + x))).toList());
  }

  private static Value named(Call call, String name) {
    return call.lift(
        call.named(name).orElseThrow(() -> call.refuse("no tensor has the name " + name)));
  }
}
