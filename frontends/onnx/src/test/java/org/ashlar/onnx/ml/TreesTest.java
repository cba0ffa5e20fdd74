package org.ashlar.onnx.ml;

import static org.ashlar.onnx.ml.Ml.data;
import static org.ashlar.onnx.ml.Ml.gives;
import static org.ashlar.onnx.ml.Ml.matrix;
import static org.ashlar.onnx.ml.Ml.node;
import static org.ashlar.onnx.ml.Ml.of;
import static org.ashlar.onnx.ml.Ml.refuses;
import static org.ashlar.onnx.ml.Ml.texts;
import static org.ashlar.onnx.ml.Ml.vector;
import static org.ashlar.onnx.ml.Ml.wholes;
import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.ashlar.ir.DType;
import org.ashlar.ir.TensorData;
import org.ashlar.onnx.OneNode;
import org.junit.jupiter.api.Test;

class TreesTest {
  private static final double NAN = Double.NaN;

  /// Two trees: `x0 <= 1 ? 10 : (x1 <= 0 ? 20 : 30)` and `x1 <= 5 ? 1 : 2`.
  private static OneNode regressor(TensorData x, long opset) {
    return node("TreeEnsembleRegressor", opset)
        .input(x)
        .with("nodes_treeids", wholes(0, 0, 0, 0, 0, 1, 1, 1))
        .with("nodes_nodeids", wholes(0, 1, 2, 3, 4, 0, 1, 2))
        .with("nodes_featureids", wholes(0, 0, 1, 0, 0, 1, 0, 0))
        .with(
            "nodes_modes",
            texts("BRANCH_LEQ", "LEAF", "BRANCH_LEQ", "LEAF", "LEAF", "BRANCH_LEQ", "LEAF", "LEAF"))
        .with("nodes_truenodeids", wholes(1, 0, 3, 0, 0, 1, 0, 0))
        .with("nodes_falsenodeids", wholes(2, 0, 4, 0, 0, 2, 0, 0))
        .with("target_treeids", wholes(0, 0, 0, 1, 1))
        .with("target_nodeids", wholes(1, 3, 4, 1, 2))
        .with("target_ids", wholes(0, 0, 0, 0, 0))
        .with("n_targets", 1);
  }

  private static final float[] VALUES = {1, 0, 0, 0, 0, 5, 0, 0};
  private static final float[] WEIGHTS = {10, 20, 30, 1, 2};
  private static final TensorData X = matrix(DType.F32, 2, 1, 9, 2, 0, 2, 5, NAN, 6);

  private static OneNode regressor(TensorData x) {
    return regressor(x, 1).with("nodes_values", VALUES).with("target_weights", WEIGHTS);
  }

  @Test
  void treesAreAdded() {
    gives(wholes(4, 1), of(12, 21, 31, 32), regressor(X).run());
    gives(
        wholes(4, 1),
        of(112, 121, 131, 132),
        regressor(X).with("base_values", new float[] {100}).run());
  }

  @Test
  void treesAreCombinedAsAsked() {
    gives(
        wholes(4, 1),
        of(6, 10.5, 15.5, 16),
        regressor(X).with("aggregate_function", "AVERAGE").run());
    gives(wholes(4, 1), of(2, 1, 1, 2), regressor(X).with("aggregate_function", "MIN").run());
    gives(wholes(4, 1), of(10, 20, 30, 30), regressor(X).with("aggregate_function", "MAX").run());
  }

  @Test
  void aMissingFeatureGoesWhereItIsTold() {
    var tracks =
        regressor(X).with("nodes_missing_value_tracks_true", wholes(1, 0, 0, 0, 0, 0, 0, 0));
    gives(wholes(4, 1), of(12, 21, 31, 12), tracks.run());
  }

  @Test
  void numbersMayBeDoublesSinceVersion3() {
    var x = matrix(DType.F64, 2, 1.00000001, 0);
    var node =
        regressor(x, 3)
            .with("nodes_values_as_tensor", vector(DType.F64, 1, 0, 0, 0, 0, 5, 0, 0))
            .with("target_weights_as_tensor", vector(DType.F64, 10, 20, 30, 1, 2));
    gives(wholes(1, 1), of(21), node.run());
  }

  private static OneNode classifier(long[] ids, float[] weights, String transform) {
    return node("TreeEnsembleClassifier", 3)
        .input(matrix(DType.F32, 1, 0, 2))
        .with("nodes_treeids", wholes(0, 0, 0))
        .with("nodes_nodeids", wholes(0, 1, 2))
        .with("nodes_featureids", wholes(0, 0, 0))
        .with("nodes_modes", texts("BRANCH_LT", "LEAF", "LEAF"))
        .with("nodes_values", new float[] {1, 0, 0})
        .with("nodes_truenodeids", wholes(1, 0, 0))
        .with("nodes_falsenodeids", wholes(2, 0, 0))
        .with("class_treeids", wholes(0, 0))
        .with("class_nodeids", wholes(1, 2))
        .with("class_ids", ids)
        .with("class_weights", weights)
        .with("classlabels_int64s", wholes(5, 6))
        .with("post_transform", transform);
  }

  @Test
  void leavesOfOneClassOfTwoScoreTheSecond() {
    var shares = classifier(wholes(0, 0), new float[] {0.25f, 0.75f}, "NONE").run(2);
    gives(wholes(2), of(5, 6), data(shares.get(0)));
    gives(wholes(2, 2), of(0.75, 0.25, 0.25, 0.75), data(shares.get(1)));
    var open = classifier(wholes(1, 1), new float[] {-1, 2}, "LOGISTIC").run(2);
    gives(wholes(2), of(5, 6), data(open.get(0)));
    double a = 1 / (1 + Math.exp(1));
    double b = 1 / (1 + Math.exp(-2));
    gives(wholes(2, 2), of(1 - a, a, 1 - b, b), data(open.get(1)));
  }

  @Test
  void leavesOfBothClassesScoreBoth() {
    var both = classifier(wholes(1, 0), new float[] {3, 2}, "NONE").run(2);
    gives(wholes(2), of(6, 5), data(both.get(0)));
    gives(wholes(2, 2), of(0, 3, 2, 0), data(both.get(1)));
  }

  @Test
  void wrongTreesAreRefused() {
    var circle =
        node("TreeEnsembleRegressor", 1)
            .input(matrix(DType.F32, 1, 0))
            .with("nodes_treeids", wholes(0, 0, 0))
            .with("nodes_nodeids", wholes(0, 1, 2))
            .with("nodes_featureids", wholes(0, 0, 0))
            .with("nodes_modes", texts("BRANCH_EQ", "BRANCH_NEQ", "BRANCH_GT"))
            .with("nodes_values", new float[] {0, 0, 0})
            .with("nodes_truenodeids", wholes(1, 2, 1))
            .with("nodes_falsenodeids", wholes(2, 2, 1));
    refuses(
        "y0 (TreeEnsembleRegressor, ai.onnx.ml 1): a tree leads back to one of its own nodes",
        circle);
    refuses(
        "y0 (TreeEnsembleRegressor, ai.onnx.ml 1): attribute nodes_values must have 8 entries,"
            + " not 0",
        regressor(X, 1));
  }

  @Test
  void ensemblesAgreeWithWalkingNodeByNode() {
    long seed = 5;
    var random = new Random(seed);
    int trees = 4;
    var modes = new ArrayList<Double>();
    var splits = new ArrayList<Double>();
    List<long[]> children = new ArrayList<>();
    var weights = new ArrayList<Double>();
    var roots = new long[trees];
    for (int tree = 0; tree < trees; tree++) {
      roots[tree] = modes.size();
      grow(random, 3, modes, splits, children, weights);
    }
    int nodes = modes.size();
    var features = new long[nodes];
    for (int i = 0; i < nodes; i++) {
      features[i] = random.nextInt(3);
    }
    var targets = new long[weights.size()];
    for (int i = 0; i < targets.length; i++) {
      targets[i] = random.nextInt(2);
    }
    var x = TensorData.of(DType.F32, random.ints(60, -3, 4).asDoubleStream().toArray(), 20, 3);
    var result =
        node("TreeEnsemble", 5)
            .input(x)
            .with("tree_roots", roots)
            .with("nodes_modes", vector(DType.U8, plain(modes)))
            .with("nodes_splits", vector(DType.F32, plain(splits)))
            .with("nodes_featureids", features)
            .with("nodes_truenodeids", column(children, 0))
            .with("nodes_trueleafs", column(children, 1))
            .with("nodes_falsenodeids", column(children, 2))
            .with("nodes_falseleafs", column(children, 3))
            .with("leaf_targetids", targets)
            .with("leaf_weights", vector(DType.F32, plain(weights)))
            .with("n_targets", 2)
            .run();
    for (int sample = 0; sample < 20; sample++) {
      var expected = new double[2];
      for (long root : roots) {
        int at = (int) root;
        while (true) {
          double value = x.get(3L * sample + features[at]);
          boolean yes = holds(modes.get(at).intValue(), value, splits.get(at));
          long[] to = children.get(at);
          int next = (int) to[yes ? 0 : 2];
          if (to[yes ? 1 : 3] != 0) {
            expected[(int) targets[next]] += weights.get(next);
            break;
          }
          at = next;
        }
      }
      for (int target = 0; target < 2; target++) {
        assertEquals(expected[target], result.get(2L * sample + target), 1e-4, "seed " + seed);
      }
    }
  }

  /// A node, and below it others or leaves.
  private static void grow(
      Random random,
      int depth,
      List<Double> modes,
      List<Double> splits,
      List<long[]> children,
      List<Double> weights) {
    modes.add((double) random.nextInt(6));
    splits.add((double) random.nextInt(-2, 3));
    var own = new long[4];
    children.add(own);
    for (int side = 0; side < 4; side += 2) {
      boolean isLeaf = depth == 1 || random.nextInt(4) == 0;
      own[side + 1] = isLeaf ? 1 : 0;
      if (isLeaf) {
        own[side] = weights.size();
        weights.add(random.nextInt(100) / 8.0);
      } else {
        own[side] = modes.size();
        grow(random, depth - 1, modes, splits, children, weights);
      }
    }
  }

  private static boolean holds(int mode, double x, double split) {
    return switch (mode) {
      case 0 -> x <= split;
      case 1 -> x < split;
      case 2 -> x >= split;
      case 3 -> x > split;
      case 4 -> x == split;
      default -> x != split;
    };
  }

  private static double[] plain(List<Double> numbers) {
    return numbers.stream().mapToDouble(n -> n).toArray();
  }

  private static long[] column(List<long[]> rows, int column) {
    return rows.stream().mapToLong(row -> row[column]).toArray();
  }
}
