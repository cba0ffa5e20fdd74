package org.ashlar.onnx.control;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.ashlar.ir.DType;
import org.ashlar.ir.TensorType;
import org.ashlar.ir.Type;
import org.ashlar.ir.Value;
import org.ashlar.onnx.translate.Call;
import org.ashlar.onnx.translate.Subgraph;
import org.ashlar.onnx.translate.Term;
import org.ashlar.operators.build.Build;

/// Loops written out step after step: what they carry may be sequences, and of other sizes each
/// time. Whether another step follows is settled where it is not known.
final class Unrolled {
  /// The most steps: each takes its part of the program.
  private static final int MOST = 10_000;

  private Unrolled() {}

  static List<Term> loop(Call call) {
    long steps = call.has(0) ? call.wholes(0)[0] : Long.MAX_VALUE;
    boolean goes = !call.has(1) || call.known(1).bits(0) != 0;
    var carried = new ArrayList<Term>();
    for (int i = 2; i < call.inputs(); i++) {
      carried.add(call.term(i));
    }
    var body = call.body("body");
    int stacks = body.outputs() - 1 - carried.size();
    if (stacks < 0) {
      throw call.refuse("its body must give the condition and " + carried.size() + " values");
    }
    var stacked = new ArrayList<List<Value>>();
    for (int i = 0; i < stacks; i++) {
      stacked.add(new ArrayList<>());
    }
    var before = List.copyOf(carried);
    for (long step = 0; step < steps && goes; step++) {
      if (step >= MOST) {
        throw call.refuse("takes more than " + MOST + " steps, which cannot be written out");
      }
      var arguments = new ArrayList<Term>(List.of(Loops.number(step), Loops.truth(true)));
      arguments.addAll(carried);
      var results = body.inline(arguments);
      goes = call.known(results.getFirst()).bits(0) != 0;
      for (int i = 0; i < carried.size(); i++) {
        carried.set(i, results.get(1 + i));
      }
      for (int i = 0; i < stacks; i++) {
        stacked.get(i).add(call.lift(results.get(1 + carried.size() + i)));
      }
    }
    var all = new ArrayList<>(carried);
    for (int i = 0; i < stacks; i++) {
      all.add(
          new Term.Tensor(
              stacked.get(i).isEmpty()
                  ? Loops.empty(call, element(body, before, 1 + carried.size() + i))
                  : stack(stacked.get(i), 0)));
    }
    return all;
  }

  static Value stack(List<Value> parts, int axis) {
    var rows = parts.stream().map(v -> Build.unsqueeze(v, axis)).toList();
    return rows.size() == 1 ? rows.getFirst() : Build.concat(axis, rows);
  }

  /// The type of an output of a step that never ran.
  private static TensorType element(Subgraph body, List<Term> carried, int output) {
    var declared = body.outputType(output);
    if (declared.isPresent() && declared.get() instanceof TensorType t && t.shape().isConstant()) {
      return t;
    }
    var types = new ArrayList<Type>(List.of(TensorType.of(DType.I64)));
    carried.forEach(term -> types.add(term.type()));
    return body.body(types, Map.of(1, Loops.truth(true))).value(output).tensor();
  }
}
