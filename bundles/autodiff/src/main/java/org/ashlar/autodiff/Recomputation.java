package org.ashlar.autodiff;

import java.util.ArrayList;
import java.util.List;
import org.ashlar.ir.Function;
import org.ashlar.ir.Graph;
import org.ashlar.ir.Inline;
import org.ashlar.ir.Value;
import org.ashlar.ir.stage.Keep;
import org.ashlar.ir.stage.Recompute;
import org.osgi.service.component.annotations.Component;

/// Recomputation by copies of calls, marked so that they are no values of the first time and do not
/// run before the gradients that they wait for.
///
/// The function given is not touched.
@Component
public final class Recomputation implements Recompute {
  @Override
  public Recomputed apply(Function function, List<String> forward, Keep keep) {
    var graph = new Graph();
    var inputs = function.inputs().stream().map(i -> graph.apply(i.op(), List.of())).toList();
    var outputs = Inline.apply(function, inputs, graph);
    var ends = new ArrayList<Value>();
    for (var name : forward) {
      int at = function.outputNames().indexOf(name);
      if (at < 0) {
        throw new IllegalArgumentException(
            "recompute: "
                + function.name()
                + " has no output "
                + name
                + ": the outputs are "
                + String.join(", ", function.outputNames()));
      }
      ends.add(outputs.get(at));
    }
    var halves = Halves.of(ends, outputs);
    var kept = Kept.of(halves, keep);
    var rerun = new Rerun(graph, halves, kept);
    var results = rerun.apply(outputs);
    return new Recomputed(
        new Function(function.name(), inputs, results, function.outputNames()),
        rerun.calls(),
        rerun.operations(),
        Cost.bytes(halves.shared()),
        Cost.bytes(rerun.found()));
  }
}
