package org.ashlar.onnx.ml;

import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.DoubleStream;
import java.util.stream.IntStream;
import org.ashlar.onnx.translate.Call;
import org.ashlar.onnx.translate.Term;
import org.ashlar.onnx.translate.Translations;

/// Ensembles of decision trees that are listed node by node: `TreeEnsembleClassifier` and
/// `TreeEnsembleRegressor`.
final class Trees {
  private Trees() {}

  static void register(Translations into) {
    into.add(Classic.DOMAIN, "TreeEnsembleClassifier", Trees::classify, 1, 3, 5)
        .add(Classic.DOMAIN, "TreeEnsembleRegressor", Trees::regress, 1, 3, 5)
        .add(Classic.DOMAIN, "TreeEnsemble", Ensembles::translate, 5);
  }

  /// A node as files name it.
  private record Name(long tree, long node) {}

  private static List<Term> regress(Call call) {
    var x = Tables.samples(call);
    var names = names(call);
    var forest = forest(call, names);
    int targets = Tables.count(call, "n_targets", 1);
    var votes = votes(call, names, "target", targets);
    var scores =
        votes.combined(
            call,
            forest.leaves(call, x),
            forest.size(),
            targets,
            call.text("aggregate_function", "SUM"),
            x.tensor().dtype());
    var based = Votes.based(call, scores, reals(call, "base_values"));
    return List.of(Scores.real(Scores.transformed(call, based, Scores.transform(call))));
  }

  /// Leaves that speak of one class only, of two, give the second class its score.
  private static List<Term> classify(Call call) {
    var x = Tables.samples(call);
    var names = names(call);
    var forest = forest(call, names);
    int classes = Scores.classes(call);
    var votes = votes(call, names, "class", classes);
    boolean isEither = classes == 2 && IntStream.of(votes.targets()).distinct().count() == 1;
    var all =
        isEither
            ? new Votes(votes.nodes(), new int[votes.targets().length], votes.weights())
            : votes;
    var scores =
        all.combined(
            call,
            forest.leaves(call, x),
            forest.size(),
            isEither ? 1 : classes,
            "SUM",
            x.tensor().dtype());
    var base = reals(call, "base_values");
    if (!isEither) {
      return Scores.best(call, Votes.based(call, scores, base));
    }
    var own = base.isEmpty() ? base : List.of(base.getLast());
    boolean isShare = DoubleStream.of(votes.weights()).allMatch(weight -> weight >= 0);
    return Scores.either(call, Votes.based(call, scores, own), isShare);
  }

  private static Map<Name, Integer> names(Call call) {
    var trees = call.wholes("nodes_treeids");
    var nodes = call.wholes("nodes_nodeids");
    same(call, trees.size(), nodes.size(), "nodes_nodeids");
    Map<Name, Integer> names = new HashMap<>();
    for (int i = 0; i < trees.size(); i++) {
      if (names.put(new Name(trees.get(i), nodes.get(i)), i) != null) {
        throw call.refuse("tree " + trees.get(i) + " has node " + nodes.get(i) + " twice");
      }
    }
    return names;
  }

  private static void same(Call call, int nodes, int given, String attribute) {
    if (nodes != given) {
      throw call.refuse(
          "attribute " + attribute + " must have " + nodes + " entries, not " + given);
    }
  }

  private static int place(Call call, Map<Name, Integer> names, long tree, long node) {
    var place = names.get(new Name(tree, node));
    if (place == null) {
      throw call.refuse("tree " + tree + " has no node " + node);
    }
    return place;
  }

  private static Forest forest(Call call, Map<Name, Integer> names) {
    var trees = call.wholes("nodes_treeids");
    int size = trees.size();
    var modes = call.texts("nodes_modes");
    same(call, size, modes.size(), "nodes_modes");
    var rules = modes.stream().map(mode -> rule(call, mode)).toArray(Forest.Rule[]::new);
    var yesIds = call.wholes("nodes_truenodeids");
    var noIds = call.wholes("nodes_falsenodeids");
    var features = call.wholes("nodes_featureids");
    var thresholds = reals(call, "nodes_values");
    same(call, size, yesIds.size(), "nodes_truenodeids");
    same(call, size, noIds.size(), "nodes_falsenodeids");
    same(call, size, features.size(), "nodes_featureids");
    same(call, size, thresholds.size(), "nodes_values");
    var missing = call.wholes("nodes_missing_value_tracks_true");
    var yes = new int[size];
    var no = new int[size];
    var asked = new int[size];
    var tracks = new boolean[size];
    var isChild = new boolean[size];
    for (int i = 0; i < size; i++) {
      boolean isLeaf = rules[i] == Forest.Rule.LEAF;
      yes[i] = isLeaf ? i : place(call, names, trees.get(i), yesIds.get(i));
      no[i] = isLeaf ? i : place(call, names, trees.get(i), noIds.get(i));
      asked[i] = isLeaf ? 0 : Tables.place(call, "nodes_featureids", features.get(i));
      tracks[i] = !isLeaf && i < missing.size() && missing.get(i) != 0;
      if (!isLeaf) {
        isChild[yes[i]] = true;
        isChild[no[i]] = true;
      }
    }
    var roots = IntStream.range(0, size).filter(i -> !isChild[i]).toArray();
    if (roots.length != trees.stream().distinct().count()) {
      throw call.refuse("each tree needs one root: " + roots.length + " nodes are no node's child");
    }
    return new Forest(rules, asked, Tables.plain(thresholds), yes, no, tracks, List.of(), roots);
  }

  private static Forest.Rule rule(Call call, String mode) {
    return switch (mode) {
      case "BRANCH_LEQ" -> Forest.Rule.LEQ;
      case "BRANCH_LT" -> Forest.Rule.LT;
      case "BRANCH_GTE" -> Forest.Rule.GTE;
      case "BRANCH_GT" -> Forest.Rule.GT;
      case "BRANCH_EQ" -> Forest.Rule.EQ;
      case "BRANCH_NEQ" -> Forest.Rule.NEQ;
      case "LEAF" -> Forest.Rule.LEAF;
      default -> throw call.refuse("nodes_modes: no such mode: \"" + mode + "\"");
    };
  }

  /// @param kind `class` or `target`, with which the attributes' names start
  private static Votes votes(Call call, Map<Name, Integer> names, String kind, int results) {
    var trees = call.wholes(kind + "_treeids");
    var nodes = call.wholes(kind + "_nodeids");
    var ids = call.wholes(kind + "_ids");
    var weights = reals(call, kind + "_weights");
    same(call, trees.size(), nodes.size(), kind + "_nodeids");
    same(call, trees.size(), ids.size(), kind + "_ids");
    same(call, trees.size(), weights.size(), kind + "_weights");
    var at = new int[trees.size()];
    var about = new int[trees.size()];
    for (int i = 0; i < at.length; i++) {
      at[i] = place(call, names, trees.get(i), nodes.get(i));
      about[i] = inside(call, ids.get(i), results);
    }
    return new Votes(at, about, Tables.plain(weights));
  }

  static int inside(Call call, long target, int results) {
    if (target < 0 || target >= results) {
      throw call.refuse("target " + target + " is not below " + results);
    }
    return (int) target;
  }

  /// Numbers of an attribute, which since version 3 may be a tensor of doubles.
  private static List<Double> reals(Call call, String name) {
    if (!call.hasAttribute(name + "_as_tensor")) {
      return call.reals(name);
    }
    return Arrays.stream(call.tensor(name + "_as_tensor").toDoubles()).boxed().toList();
  }
}
