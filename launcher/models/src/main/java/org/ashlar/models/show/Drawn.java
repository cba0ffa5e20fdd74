package org.ashlar.models.show;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.IdentityHashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.ashlar.ir.Attributes;
import org.ashlar.ir.Input;
import org.ashlar.ir.OperatorId;
import org.ashlar.ir.Value;
import org.ashlar.ir.Walk;
import org.ashlar.ir.stage.Blueprint;
import org.ashlar.ir.stage.Bound;
import org.ashlar.ir.stage.Gap;
import org.ashlar.ir.stage.Node;
import org.ashlar.models.data.Given;

/// Draws a model: its own nodes where its format has some, else the calls of the program.
///
/// @param bound for the types of values, where the model could be bound
/// @param kernels which kernel each value of the program went into, where it was compiled
record Drawn(Blueprint blueprint, Optional<Bound> bound, Kernels kernels) {
  Picture picture() {
    var drawing = new Picture.Drawing();
    for (var port : blueprint.inputs()) {
      var facts = Map.of("type", Given.text(port.type()));
      drawing.box(
          new Picture.Box(port.name(), "input", facts), List.of(), List.of(port.name()), n -> n);
    }
    if (blueprint.nodes().isEmpty()) {
      calls(drawing);
    } else {
      var missing = new HashSet<OperatorId>();
      blueprint.gaps().stream().map(Gap::operator).forEach(missing::add);
      blueprint.nodes().forEach(node -> node(drawing, node, missing));
    }
    for (var port : blueprint.outputs()) {
      var facts = Map.of("type", type(port.name()));
      drawing.box(
          new Picture.Box(port.name(), "output", facts),
          List.of(port.name()),
          List.of(),
          this::arrow);
    }
    return drawing.picture();
  }

  private void node(Picture.Drawing drawing, Node node, HashSet<OperatorId> missing) {
    var facts = new LinkedHashMap<String, String>();
    facts.put("name", node.name());
    facts.put("operator", node.operator().toString());
    new TreeMap<>(node.attributes()).forEach((key, value) -> facts.put("attribute " + key, value));
    for (int i = 0; i < node.inputs().size(); i++) {
      if (!node.inputs().get(i).isEmpty()) {
        facts.put("input " + i, arrow(node.inputs().get(i)));
      }
    }
    for (int i = 0; i < node.outputs().size(); i++) {
      if (!node.outputs().get(i).isEmpty()) {
        facts.put("output " + i, arrow(node.outputs().get(i)));
      }
    }
    if (!node.inside().isEmpty()) {
      facts.put("inside", node.inside().size() + " nodes: " + inside(node));
    }
    bound
        .flatMap(b ->
            node.outputs().stream()
                .filter(b.values()::containsKey)
                .findFirst()
                .map(b.values()::get))
        .flatMap(kernels::of)
        .ifPresent(kernel -> facts.put("kernel", kernel));
    var takes = new ArrayList<>(node.inputs());
    node.inside().forEach(inner -> takes.addAll(inner.inputs()));
    var kind = missing.contains(node.operator()) ? "gap" : "call";
    drawing.box(
        new Picture.Box(node.operator().name(), kind, facts),
        takes.stream().distinct().toList(),
        node.outputs(),
        this::arrow);
  }

  private static String inside(Node node) {
    var counts = new TreeMap<String, Integer>();
    node.inside().forEach(inner -> counts.merge(inner.operator().name(), 1, Integer::sum));
    return counts.toString();
  }

  /// A value's name with its type, where it is known.
  private String arrow(String name) {
    var type = type(name);
    return type.isEmpty() ? name : name + ": " + type;
  }

  private String type(String name) {
    return bound
        .flatMap(b -> Optional.ofNullable(b.values().get(name)))
        .map(value -> Given.text(value.type()))
        .or(() ->
            blueprint.outputs().stream()
                .filter(port -> port.name().equals(name))
                .findFirst()
                .map(port -> Given.text(port.type())))
        .orElse("");
  }

  private void calls(Picture.Drawing drawing) {
    if (bound.isEmpty()) {
      return;
    }
    var function = bound.get().model().function();
    var names = new IdentityHashMap<Value, String>();
    var taken = new HashMap<String, Integer>();
    for (int i = 0; i < function.inputs().size(); i++) {
      names.put(function.inputs().get(i), function.inputNames().get(i));
    }
    for (int i = 0; i < function.outputs().size(); i++) {
      names.putIfAbsent(function.outputs().get(i), function.outputNames().get(i));
    }
    for (var value : Walk.order(function.outputs())) {
      names.computeIfAbsent(
          value, v -> v.op().name() + "_" + taken.merge(v.op().name(), 1, Integer::sum));
    }
    for (var value : Walk.order(function.outputs())) {
      if (value.op() instanceof Input || value != value.results().getFirst()) {
        continue;
      }
      var facts = new LinkedHashMap<String, String>();
      facts.put("operator", value.op().id().toString());
      Attributes.of(value.op())
          .forEach((key, attribute) -> facts.put("attribute " + key, brief(attribute)));
      value.args().forEach(arg -> facts.put("input " + names.get(arg), arg.type().toString()));
      facts.put("result", value.type().toString());
      kernels.of(value).ifPresent(kernel -> facts.put("kernel", kernel));
      drawing.box(
          new Picture.Box(value.op().name(), "call", facts),
          value.args().stream().map(names::get).distinct().toList(),
          value.results().stream().map(v -> names.getOrDefault(v, "")).toList(),
          name -> name);
    }
  }

  private static String brief(Object attribute) {
    var text = String.valueOf(attribute);
    return text.length() > 300 ? text.substring(0, 300) + "..." : text;
  }
}
