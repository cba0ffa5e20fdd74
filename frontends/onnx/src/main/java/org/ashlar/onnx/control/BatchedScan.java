package org.ashlar.onnx.control;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.ashlar.ir.Expr;
import org.ashlar.ir.Shape;
import org.ashlar.ir.Value;
import org.ashlar.onnx.translate.Call;
import org.ashlar.onnx.translate.Term;
import org.ashlar.operators.build.Build;
import org.ashlar.operators.move.Flip;

/// The first form of Scan (opset 8): every value has a batch dimension before all others, and each
/// sequence of the batch a length of its own.
final class BatchedScan {
  private BatchedScan() {}

  static List<Term> scan(Call call) {
    int sequences = Math.toIntExact(call.whole("num_scan_inputs", 0));
    int states = call.inputs() - 1 - sequences;
    if (sequences < 1 || states < 0) {
      throw call.refuse("num_scan_inputs must be from 1 to its inputs: " + sequences);
    }
    var shape = call.type(1 + states).shape();
    long batch = number(call, call.type(1).size(0));
    long longest = number(call, shape.size(1));
    var lengths = call.has(0) ? call.wholes(0) : new long[0];
    var rows = new ArrayList<List<Value>>();
    for (long b = 0; b < batch; b++) {
      var carried = new ArrayList<Term>();
      for (int i = 0; i < states; i++) {
        carried.add(new Term.Tensor(Scans.at(call.value(1 + i), b)));
      }
      long length = lengths.length > 0 ? lengths[(int) b] : longest;
      if (length < 1 || length > longest) {
        throw call.refuse("a length must be from 1 to " + longest + ": " + length);
      }
      var parts = new ArrayList<Value>();
      for (int i = 0; i < sequences; i++) {
        var row = first(Scans.at(call.value(1 + states + i), b), length);
        boolean back =
            i < call.wholes("directions").size() && call.wholes("directions").get(i) == 1;
        parts.add(back ? Build.apply(new Flip(List.of(0L)), row) : row);
      }
      var results = Scans.steps(call, carried, parts, length);
      for (int i = states; i < results.size(); i++) {
        results.set(i, padded(results.get(i), longest - length));
      }
      rows.add(results);
    }
    var outputs = new ArrayList<Value>();
    for (int i = 0; i < rows.getFirst().size(); i++) {
      int at = i;
      outputs.add(Unrolled.stack(rows.stream().map(r -> r.get(at)).toList(), 0));
    }
    return Term.of(outputs);
  }

  private static long number(Call call, Expr size) {
    return call.known(Term.Sizes.of(List.of(size))).bits(0);
  }

  private static Value first(Value value, long length) {
    var sizes = new ArrayList<>(value.tensor().shape().sizes());
    if (sizes.getFirst().equals(Expr.of(length))) {
      return value;
    }
    sizes.set(0, Expr.of(length));
    var starts = Collections.nCopies(sizes.size(), 0L);
    return Build.apply(
        new org.ashlar.operators.move.Slice(starts, new Shape(sizes), List.of()), value);
  }

  private static Value padded(Value value, long more) {
    if (more == 0) {
      return value;
    }
    var sizes = new ArrayList<>(value.tensor().shape().sizes());
    sizes.set(0, Expr.of(more));
    var zeros =
        Build.fill(
            value.graph(),
            new org.ashlar.ir.TensorType(value.tensor().dtype(), new Shape(sizes)),
            0);
    return Build.concat(0, List.of(value, zeros));
  }
}
