package org.ashlar.operators.loss;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.ashlar.ir.Expr;
import org.ashlar.ir.Shape;
import org.ashlar.ir.TensorType;
import org.ashlar.ir.Value;
import org.ashlar.operators.Arguments;
import org.ashlar.operators.build.Build;
import org.ashlar.operators.create.Iota;
import org.ashlar.operators.pointwise.And;

/// What losses of classes share: log-probabilities with a dimension of classes, and a label for
/// each row.
///
/// @param axis the dimension of classes
/// @param ignore labels of rows that count for nothing
record Classes(int axis, List<Long> ignore, Reduction reduction) {

  /// Checks the arguments: scores, integer labels, optionally a weight a class.
  static TensorType infer(Arguments a, long axis, Reduction reduction) {
    a.require(a.dtype(0).isFloat(), "scores must be floats")
        .require(a.dtype(1).isInteger(), "labels must be integers")
        .require(a.rank(0) >= 1, "scores need a dimension of classes");
    int along = a.axis(axis, a.rank(0));
    var rows = new ArrayList<>(a.get(0).shape().sizes());
    var classes = rows.remove(along);
    a.require(
        a.get(1).shape().sizes().equals(rows),
        "labels need the sizes of the scores without the classes");
    if (a.count() == 3) {
      var weights = new TensorType(a.dtype(0), new Shape(List.of(classes)));
      a.require(a.get(2).equals(weights), "needs one weight a class, of the scores' dtype");
    }
    return reduction.type(a.dtype(0), a.get(1).shape());
  }

  /// The losses of rows, combined; the mean is that of the weights of the rows' labels.
  ///
  /// @param args log-probabilities, labels, and weights if there are any
  /// @param smoothing how much of each row's right answer is spread over all classes
  Value loss(List<Value> args, double smoothing) {
    var logs = args.get(0);
    var zero = Build.scalar(logs, 0);
    var chosen = chosen(logs, args.get(1));
    var weights =
        args.size() == 3 ? Optional.of(along(args.get(2), logs)) : Optional.<Value>empty();
    var weighted = weights.map(w -> Build.mul(logs, w)).orElse(logs);
    // picked by comparison, not by place: the derivative is then pointwise too
    var picked = Build.sum(Build.where(chosen, weighted, zero), axis);
    if (smoothing != 0) {
      var spread = Build.mul(Build.mean(weighted, axis), smoothing);
      picked = Build.add(Build.mul(picked, 1 - smoothing), spread);
    }
    var counted = counted(args.get(1));
    var rows = counted.isPresent() ? Build.where(counted.get(), picked, zero) : picked;
    if (reduction != Reduction.MEAN || counted.isEmpty() && weights.isEmpty()) {
      return Build.neg(reduction.of(rows));
    }
    var one = Build.scalar(logs, 1);
    var share = weights.map(w -> Build.sum(Build.where(chosen, w, zero), axis)).orElse(one);
    var total = Build.sum(counted.isPresent() ? Build.where(counted.get(), share, zero) : share);
    return Build.neg(Build.div(Build.sum(rows), total));
  }

  /// Whether a class is the label of its row.
  private Value chosen(Value logs, Value labels) {
    var places =
        labels
            .graph()
            .apply(
                new Iota(labels.tensor().dtype(), new Shape(List.of(logs.tensor().size(axis))), 0));
    return Build.equal(Build.unsqueeze(labels, axis), along(places, logs));
  }

  /// One number a class, shaped to meet the scores.
  private Value along(Value numbers, Value logs) {
    var sizes = new ArrayList<Expr>(List.of(numbers.tensor().size(0)));
    for (int d = axis + 1; d < logs.tensor().rank(); d++) {
      sizes.add(Expr.of(1));
    }
    return Build.reshape(numbers, new Shape(sizes));
  }

  /// Whether a row counts; empty where all do.
  private Optional<Value> counted(Value labels) {
    return ignore.stream()
        .map(label -> Build.not(Build.equal(labels, Build.scalar(labels, label))))
        .reduce((x, y) -> Build.apply(new And(), x, y));
  }
}
