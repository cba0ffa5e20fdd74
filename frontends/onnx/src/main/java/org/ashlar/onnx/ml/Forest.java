package org.ashlar.onnx.ml;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import org.ashlar.ir.DType;
import org.ashlar.ir.Value;
import org.ashlar.onnx.translate.Call;
import org.ashlar.operators.Sizes;
import org.ashlar.operators.build.Build;
import org.ashlar.operators.gather.GatherElements;
import org.ashlar.operators.pointwise.And;
import org.ashlar.operators.pointwise.IsNan;
import org.ashlar.operators.pointwise.LessOrEqual;
import org.ashlar.operators.pointwise.NotEqual;
import org.ashlar.operators.pointwise.Or;
import org.ashlar.operators.reduce.Any;

/// Decision trees as tables over all their nodes: every sample walks every tree at once, one level
/// a step; a leaf leads to itself.
///
/// @param missing whether NaN is taken for true
/// @param members for nodes of rule MEMBER, the numbers that they ask for; empty for others
record Forest(
    Rule[] rules,
    int[] features,
    double[] thresholds,
    int[] yes,
    int[] no,
    boolean[] missing,
    List<double[]> members,
    int[] roots) {
  /// What a node asks of its feature.
  enum Rule {
    LEQ,
    LT,
    GTE,
    GT,
    EQ,
    NEQ,
    MEMBER,
    LEAF
  }

  int size() {
    return rules.length;
  }

  /// The leaf that each sample reaches in each tree, `[samples, trees]`.
  ///
  /// @param x `[samples, features]`
  Value leaves(Call call, Value x) {
    long columns = Sizes.known(x.tensor().size(1)).orElse(Long.MAX_VALUE);
    for (int i = 0; i < size(); i++) {
      if (rules[i] != Rule.LEAF && features[i] >= columns) {
        throw call.refuse("feature " + features[i] + " is not in " + x.type());
      }
    }
    int depth = depth(call);
    var start = Tables.of(call, DType.I64, doubles(roots), 1, roots.length);
    var shape =
        new org.ashlar.ir.Shape(List.of(x.tensor().size(0), org.ashlar.ir.Expr.of(roots.length)));
    var at = Build.broadcast(start, shape);
    if (depth == 0) {
      return at;
    }
    var tables = new Steps(call, x);
    for (int level = 0; level < depth; level++) {
      at = tables.next(at);
    }
    return at;
  }

  /// The most nodes that ask on a way from a root.
  private int depth(Call call) {
    int depth = 0;
    var level = roots;
    while (Arrays.stream(level).anyMatch(node -> rules[node] != Rule.LEAF)) {
      if (++depth > size()) {
        throw call.refuse("a tree leads back to one of its own nodes");
      }
      level =
          Arrays.stream(level)
              .filter(node -> rules[node] != Rule.LEAF)
              .flatMap(node -> Arrays.stream(new int[] {yes[node], no[node]}))
              .distinct()
              .toArray();
    }
    return depth;
  }

  private static double[] doubles(int[] numbers) {
    return Arrays.stream(numbers).asDoubleStream().toArray();
  }

  /// The tables in the program, and one step with them.
  private final class Steps {
    private final Call call;
    private final Value x;
    private final DType dtype;
    private final Value yesTable;
    private final Value noTable;
    private final Value featureTable;
    private final Value thresholdTable;
    private final EnumSet<Rule> used = EnumSet.noneOf(Rule.class);

    Steps(Call call, Value x) {
      this.call = call;
      this.x = x;
      this.dtype = x.tensor().dtype();
      this.yesTable = whole(yes);
      this.noTable = whole(no);
      this.featureTable = whole(features);
      this.thresholdTable = Tables.of(call, dtype, thresholds, size());
      used.addAll(Arrays.asList(rules));
      used.remove(Rule.LEAF);
    }

    private Value whole(int[] numbers) {
      return Tables.of(call, DType.I64, doubles(numbers), numbers.length);
    }

    Value next(Value at) {
      var feature = call.apply(new GatherElements(1), x, Build.gather(featureTable, at, 0));
      var threshold = Build.gather(thresholdTable, at, 0);
      var rest = new ArrayList<>(used);
      var holds = holds(rest.removeLast(), feature, threshold, at);
      for (var rule : rest) {
        var is = flag(at, node -> rules[node] == rule);
        holds = Build.where(is, holds(rule, feature, threshold, at), holds);
      }
      if (anyMissing()) {
        var goes =
            call.apply(
                new And(), call.apply(new IsNan(), feature), flag(at, node -> missing[node]));
        holds = call.apply(new Or(), holds, goes);
      }
      return Build.where(holds, Build.gather(yesTable, at, 0), Build.gather(noTable, at, 0));
    }

    private boolean anyMissing() {
      for (boolean one : missing) {
        if (one) {
          return true;
        }
      }
      return false;
    }

    private Value flag(Value at, java.util.function.IntPredicate holds) {
      var numbers = new double[size()];
      for (int node = 0; node < numbers.length; node++) {
        numbers[node] = holds.test(node) ? 1 : 0;
      }
      return Build.gather(Tables.of(call, DType.BOOL, numbers, numbers.length), at, 0);
    }

    private Value holds(Rule rule, Value x, Value threshold, Value at) {
      return switch (rule) {
        case LEQ -> call.apply(new LessOrEqual(), x, threshold);
        case LT -> Build.less(x, threshold);
        case GTE -> call.apply(new LessOrEqual(), threshold, x);
        case GT -> Build.less(threshold, x);
        case EQ -> Build.equal(x, threshold);
        case NEQ -> call.apply(new NotEqual(), x, threshold);
        case MEMBER -> isMember(x, at);
        case LEAF -> throw new IllegalStateException("a leaf asks nothing");
      };
    }

    private Value isMember(Value x, Value at) {
      int most = members.stream().mapToInt(set -> set.length).max().orElse(0);
      if (most == 0) {
        return Build.less(x, x);
      }
      var table = new double[size() * most];
      Arrays.fill(table, Double.NaN);
      for (int node = 0; node < size(); node++) {
        System.arraycopy(members.get(node), 0, table, node * most, members.get(node).length);
      }
      var sets = Build.gather(Tables.of(call, dtype, table, size(), most), at, 0);
      return call.apply(new Any(List.of(-1L), false), Build.equal(Build.unsqueeze(x, 2), sets));
    }
  }
}
