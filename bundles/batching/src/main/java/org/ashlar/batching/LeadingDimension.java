package org.ashlar.batching;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.ashlar.ir.Expr;
import org.ashlar.ir.Function;
import org.ashlar.ir.Graph;
import org.ashlar.ir.Input;
import org.ashlar.ir.stage.Batching;
import org.osgi.service.component.annotations.Component;

/// Batching by one more index in front, threaded through the meaning of every operator.
///
/// The function given is not touched: the batched one lives in a graph of its own.
@Component
public final class LeadingDimension implements Batching {
  @Override
  public Function batch(Function function, Set<String> inputs, Expr size) {
    var unknown = new TreeSet<>(inputs);
    function.inputNames().forEach(unknown::remove);
    if (!unknown.isEmpty()) {
      throw new IllegalArgumentException(
          "batch of "
              + function.name()
              + ": no input is named "
              + unknown.first()
              + ": the inputs are "
              + String.join(", ", function.inputNames()));
    }
    var graph = new Graph();
    var batch = new Batch(graph, size);
    var lanes = new ArrayList<Lane>();
    for (var input : function.inputs()) {
      boolean batched = input.op() instanceof Input(var name, _) && inputs.contains(name);
      lanes.add(batch.input(input, batched));
    }
    var results = batch.function(function, lanes).stream().map(batch::full).toList();
    return new Function(function.name(), values(lanes), results, function.outputNames());
  }

  private static List<org.ashlar.ir.Value> values(List<Lane> lanes) {
    return lanes.stream().map(Lane::value).toList();
  }
}
