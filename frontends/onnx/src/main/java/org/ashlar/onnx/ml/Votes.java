package org.ashlar.onnx.ml;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.ashlar.ir.DType;
import org.ashlar.ir.Value;
import org.ashlar.onnx.translate.Call;
import org.ashlar.operators.build.Build;
import org.ashlar.operators.reduce.ReduceMax;
import org.ashlar.operators.reduce.ReduceMin;
import org.ashlar.operators.reduce.ReduceSum;

/// What leaves say about targets, and how trees are combined: the sum, mean, least or largest.
///
/// @param nodes which node says it, `targets` about what, `weights` how much
record Votes(int[] nodes, int[] targets, double[] weights) {
  /// The most numbers that the table of nodes by targets may have.
  private static final long MOST = 1L << 26;

  /// `[samples, results]` for the leaves `[samples, trees]` that were reached.
  ///
  /// @param size of the forest
  Value combined(Call call, Value leaves, int size, int results, String how, DType dtype) {
    if ((long) size * results > MOST) {
      throw call.refuse("nodes by targets are too many: " + size + " by " + results);
    }
    var none =
        switch (how) {
          case "SUM", "AVERAGE" -> 0;
          case "MIN" -> Double.POSITIVE_INFINITY;
          case "MAX" -> Double.NEGATIVE_INFINITY;
          default -> throw call.refuse("aggregate_function: no such function: \"" + how + "\"");
        };
    var table = new double[size * results];
    Arrays.fill(table, none);
    for (int i = 0; i < nodes.length; i++) {
      int at = nodes[i] * results + targets[i];
      table[at] = (table[at] == none ? 0 : table[at]) + weights[i];
    }
    var said = Build.gather(Tables.of(call, dtype, table, size, results), leaves, 0);
    var trees = List.of(1L);
    var all =
        switch (how) {
          case "MIN" -> call.apply(new ReduceMin(trees, false), said);
          case "MAX" -> call.apply(new ReduceMax(trees, false), said);
          default -> call.apply(new ReduceSum(trees, false), said);
        };
    if (how.equals("AVERAGE")) {
      return Build.div(all, Build.size(call.graph(), dtype, leaves.tensor().size(1)));
    }
    if (how.equals("SUM")) {
      return all;
    }
    // of no tree at all it is 0
    return Build.where(Build.equal(all, Build.scalar(all, none)), Build.scalar(all, 0), all);
  }

  /// The base values added, where there are some.
  static Value based(Call call, Value scores, List<Double> base) {
    return base.isEmpty()
        ? scores
        : Build.add(scores, Tables.of(call, scores.tensor().dtype(), new ArrayList<>(base)));
  }
}
