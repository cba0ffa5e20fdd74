package org.ashlar.ir.stage;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.ashlar.ir.Datum;
import org.ashlar.ir.Expr;
import org.ashlar.ir.Function;
import org.ashlar.ir.OperatorId;
import org.ashlar.ir.Specialise;
import org.ashlar.ir.TensorType;
import org.ashlar.ir.Type;
import org.ashlar.ir.Unknown;
import org.ashlar.ir.Value;
import org.ashlar.ir.Walk;

/// A program that needs no binding: its values never shape it.
record ProgramBlueprint(Model model) implements Blueprint {
  @Override
  public List<Port> inputs() {
    var ports = new ArrayList<Port>();
    var function = model.function();
    for (int i = 0; i < function.inputs().size(); i++) {
      var name = function.inputNames().get(i);
      if (!model.variables().containsKey(name)) {
        ports.add(new Port(name, function.inputs().get(i).type(), false));
      }
    }
    return ports;
  }

  @Override
  public List<Port> outputs() {
    var ports = new ArrayList<Port>();
    var function = model.function();
    for (int i = 0; i < function.outputs().size(); i++) {
      ports.add(new Port(function.outputNames().get(i), function.outputs().get(i).type(), false));
    }
    return ports;
  }

  @Override
  public Map<String, String> facts() {
    return model.facts();
  }

  @Override
  public List<Node> nodes() {
    return List.of();
  }

  @Override
  public List<Gap> gaps() {
    var nodes = new LinkedHashMap<OperatorId, List<String>>();
    for (var value : Walk.order(model.function().outputs())) {
      if (value.op() instanceof Unknown unknown && value.result() == 0) {
        var names = nodes.computeIfAbsent(unknown.id(), id -> new ArrayList<>());
        names.add(unknown.name() + "_" + names.size());
      }
    }
    var gaps = new ArrayList<Gap>();
    nodes.forEach((id, names) -> gaps.add(new Gap(id, names, "nobody provides it")));
    return gaps;
  }

  @Override
  public Bound bind(Map<String, Datum> given, Runner runner) {
    var numbers = new HashMap<String, Long>();
    for (var port : inputs()) {
      var datum = given.get(port.name());
      if (datum == null) {
        throw new IllegalArgumentException(
            "input " + port.name() + ": " + port.type() + " is needed, and nothing is given");
      }
      read(port, datum.type(), numbers);
    }
    var function = Specialise.apply(model.function(), numbers);
    return new Bound(
        new Model(function, model.variables(), model.facts()),
        inputs().stream().map(port -> Bound.Leaf.of(port.name())).toList(),
        outputs(function),
        Set.of(),
        0,
        values(function));
  }

  /// Reads the numbers of sizes off a given type.
  private static void read(Port port, Type given, Map<String, Long> numbers) {
    if (!(port.type() instanceof TensorType(var dtype, var shape))
        || !(given instanceof TensorType(var givenDtype, var givenShape))
        || dtype != givenDtype
        || shape.rank() != givenShape.rank()) {
      throw unfit(port, given);
    }
    var sizes = givenShape.constants();
    for (int d = 0; d < sizes.length; d++) {
      long size = sizes[d];
      switch (shape.size(d)) {
        case Expr.Size symbol -> {
          var before = numbers.putIfAbsent(symbol.name(), size);
          if (before != null && before != size) {
            throw unfit(port, given);
          }
        }
        case Expr.Const c when c.bits() != size -> throw unfit(port, given);
        default -> {}
      }
    }
  }

  private static IllegalArgumentException unfit(Port port, Type given) {
    return new IllegalArgumentException(
        "input " + port.name() + ": " + port.type() + " is needed, not " + given);
  }

  private static Map<String, Part> outputs(Function function) {
    var parts = new LinkedHashMap<String, Part>();
    for (int i = 0; i < function.outputs().size(); i++) {
      parts.put(function.outputNames().get(i), new Part.Computed(i));
    }
    return parts;
  }

  private static Map<String, Value> values(Function function) {
    var values = new HashMap<String, Value>();
    for (int i = 0; i < function.inputs().size(); i++) {
      values.put(function.inputNames().get(i), function.inputs().get(i));
    }
    for (int i = 0; i < function.outputs().size(); i++) {
      values.put(function.outputNames().get(i), function.outputs().get(i));
    }
    return values;
  }
}
