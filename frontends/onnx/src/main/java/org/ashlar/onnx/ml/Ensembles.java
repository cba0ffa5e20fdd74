package org.ashlar.onnx.ml;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.ashlar.ir.DType;
import org.ashlar.ir.TensorData;
import org.ashlar.ir.Value;
import org.ashlar.onnx.translate.Call;
import org.ashlar.onnx.translate.Term;
import org.ashlar.operators.build.Build;

/// `TreeEnsemble`: decision trees whose nodes and leaves are two lists, numbered from 0.
final class Ensembles {
  private static final List<String> TRANSFORMS =
      List.of("NONE", "SOFTMAX", "LOGISTIC", "SOFTMAX_ZERO", "PROBIT");
  private static final List<String> FUNCTIONS = List.of("AVERAGE", "SUM", "MIN", "MAX");

  private Ensembles() {}

  static List<Term> translate(Call call) {
    var splits = call.tensor("nodes_splits");
    var dtype = splits.dtype() == DType.F64 ? DType.F64 : DType.F32;
    var x = Build.cast(samples(call), dtype);
    var weights = call.tensor("leaf_weights");
    var forest = forest(call, splits, weights);
    int results = Tables.count(call, "n_targets", 1);
    var votes = votes(call, weights, (int) splits.elements(), results);
    var how = named(call, FUNCTIONS, "aggregate_function", 1);
    var scores = votes.combined(call, forest.leaves(call, x), forest.size(), results, how, dtype);
    var shown = Scores.transformed(call, scores, named(call, TRANSFORMS, "post_transform", 0));
    return Term.of(Build.cast(shown, call.dtype(0)));
  }

  private static Value samples(Call call) {
    var x = call.value(0);
    return x.tensor().rank() == 1 ? Build.unsqueeze(x, 0) : x;
  }

  private static String named(Call call, List<String> names, String attribute, long otherwise) {
    long number = call.whole(attribute, otherwise);
    if (number < 0 || number >= names.size()) {
      throw call.refuse(attribute + " must be from 0 to " + (names.size() - 1) + ", not " + number);
    }
    return names.get((int) number);
  }

  /// The leaves stand behind the nodes.
  private static Forest forest(Call call, TensorData splits, TensorData weights) {
    int nodes = (int) splits.elements();
    int size = Math.addExact(nodes, (int) weights.elements());
    var modes = call.tensor("nodes_modes");
    var features = call.wholes("nodes_featureids");
    var tracks = call.wholes("nodes_missing_value_tracks_true");
    var yes = children(call, "true", nodes, size);
    var no = children(call, "false", nodes, size);
    if (modes.elements() != nodes || features.size() != nodes) {
      throw call.refuse("nodes_modes and nodes_featureids need " + nodes + " entries");
    }
    var rules = new Forest.Rule[size];
    var asked = new int[size];
    var missing = new boolean[size];
    Arrays.fill(rules, Forest.Rule.LEAF);
    for (int i = 0; i < nodes; i++) {
      rules[i] = rule(call, modes.bits(i));
      asked[i] = Tables.place(call, "nodes_featureids", features.get(i));
      missing[i] = i < tracks.size() && tracks.get(i) != 0;
    }
    var roots =
        call.wholes("tree_roots").stream()
            .mapToInt(root -> Tables.place(call, "tree_roots", root))
            .toArray();
    for (int root : roots) {
      if (root < 0 || root >= nodes) {
        throw call.refuse("root " + root + " is none of " + nodes + " nodes");
      }
    }
    return new Forest(
        rules,
        asked,
        Arrays.copyOf(splits.toDoubles(), size),
        yes,
        no,
        missing,
        members(call, rules),
        roots);
  }

  private static Forest.Rule rule(Call call, long mode) {
    if (mode < 0 || mode >= Forest.Rule.LEAF.ordinal()) {
      throw call.refuse("nodes_modes: no such mode: " + mode);
    }
    return Forest.Rule.values()[(int) mode];
  }

  /// Where each node leads; leaves lead to themselves.
  private static int[] children(Call call, String side, int nodes, int size) {
    var ids = call.wholes("nodes_" + side + "nodeids");
    var leafs = call.wholes("nodes_" + side + "leafs");
    if (ids.size() != nodes || leafs.size() != nodes) {
      throw call.refuse(
          "nodes_" + side + "nodeids and nodes_" + side + "leafs need " + nodes + " entries");
    }
    var next = new int[size];
    for (int i = 0; i < size; i++) {
      long at = i < nodes ? ids.get(i) + (leafs.get(i) != 0 ? nodes : 0) : i;
      boolean isLeaf = i >= nodes || leafs.get(i) != 0;
      if (at < (isLeaf ? nodes : 0) || at >= (isLeaf ? size : nodes)) {
        throw call.refuse("node " + i + " leads to " + ids.get(i) + ", which is not there");
      }
      next[i] = (int) at;
    }
    return next;
  }

  /// The sets of nodes that ask for membership stand one after the other, with NaN between.
  private static List<double[]> members(Call call, Forest.Rule[] rules) {
    var numbers =
        call.hasAttribute("membership_values")
            ? call.tensor("membership_values").toDoubles()
            : new double[0];
    int next = 0;
    var all = new ArrayList<double[]>();
    for (var rule : rules) {
      int from = next;
      if (rule == Forest.Rule.MEMBER) {
        while (next < numbers.length && !Double.isNaN(numbers[next])) {
          next++;
        }
      }
      all.add(Arrays.copyOfRange(numbers, from, next));
      if (rule == Forest.Rule.MEMBER) {
        next = Math.min(next + 1, numbers.length);
      }
    }
    return all;
  }

  private static Votes votes(Call call, TensorData weights, int nodes, int results) {
    var targets = call.wholes("leaf_targetids");
    int leaves = (int) weights.elements();
    if (targets.size() != leaves) {
      throw call.refuse("leaf_targetids needs " + leaves + " entries, not " + targets.size());
    }
    var at = new int[leaves];
    var about = new int[leaves];
    for (int i = 0; i < leaves; i++) {
      at[i] = nodes + i;
      about[i] = Trees.inside(call, targets.get(i), results);
    }
    return new Votes(at, about, weights.toDoubles());
  }
}
