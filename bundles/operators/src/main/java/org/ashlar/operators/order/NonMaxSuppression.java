package org.ashlar.operators.order;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.ashlar.ir.DType;
import org.ashlar.ir.Expr;
import org.ashlar.ir.Meaning;
import org.ashlar.ir.Operator;
import org.ashlar.ir.Shape;
import org.ashlar.ir.TensorData;
import org.ashlar.ir.TensorType;
import org.ashlar.ir.Type;
import org.ashlar.operators.Arguments;
import org.ashlar.operators.Sizes;

/// The boxes that are kept when, of boxes that overlap, only the one with the best score is: rows
/// of batch, class and box (`i64[count, 3]`), by batch, then class, then score.
///
/// Takes boxes `[batch, n, 4]` and scores `[batch, classes, n]`, floats of one dtype. How many
/// boxes are kept is known once it has run. A box goes when its overlap with a kept one of its
/// batch and class, the area of both divided by the area of either, is above a threshold; of equal
/// scores the first box wins, NaN is no score. Has no gradient. (ONNX operator NonMaxSuppression.)
///
/// @param count the name of the size of the result
/// @param centerPointBox boxes are `x_center, y_center, width, height`, else two opposite corners
///   `y, x, y, x`
/// @param maxOutputBoxesPerClass of each batch and class
/// @param iouThreshold from 0 to 1
/// @param scoreThreshold boxes must have a score above it; none: every box may be kept
public record NonMaxSuppression(
    String count,
    boolean centerPointBox,
    long maxOutputBoxesPerClass,
    double iouThreshold,
    Optional<Double> scoreThreshold)
    implements Operator {
  public NonMaxSuppression() {
    this("count", false, 0, 0, Optional.empty());
  }

  @Override
  public List<Type> infer(List<Type> args) {
    var a = Arguments.of(this, args, 2).sameDtypes().floats();
    a.require(a.rank(0) == 3 && a.rank(1) == 3, "boxes and scores have three dimensions");
    var boxes = a.get(0);
    var scores = a.get(1);
    a.require(Sizes.is(boxes.size(2), 4), "a box has four numbers");
    a.require(
        boxes.size(0).equals(scores.size(0)) && boxes.size(1).equals(scores.size(2)),
        "boxes and scores differ in batch or number");
    a.require(maxOutputBoxesPerClass >= 0, "maxOutputBoxesPerClass must not be negative");
    a.require(iouThreshold >= 0 && iouThreshold <= 1, "iouThreshold is not in 0..1");
    var each = boxes.size(1).min(Expr.of(maxOutputBoxesPerClass));
    var most = Sizes.multiply(Sizes.multiply(scores.size(0), scores.size(1)), each);
    return List.of(
        new TensorType(DType.I64, new Shape(List.of(Counted.upTo(a, count, most), Expr.of(3)))));
  }

  @Override
  public Meaning meaning(List<Type> args) {
    return new Meaning.Opaque(
        "batch, class and box of the boxes, best score first, that overlap no kept box of their"
            + " class by more than "
            + iouThreshold
            + ", at most "
            + maxOutputBoxesPerClass
            + " of a class",
        data -> List.of(apply(data.get(0), data.get(1))));
  }

  private TensorData apply(TensorData boxes, TensorData scores) {
    long[] sizes = scores.sizes();
    var kept = new ArrayList<long[]>();
    for (long batch = 0; batch < sizes[0]; batch++) {
      for (long type = 0; type < sizes[1]; type++) {
        for (int box : kept(boxes, batch * sizes[2], scores, batch * sizes[1] + type)) {
          kept.add(new long[] {batch, type, box});
        }
      }
    }
    var result = TensorData.zeros(DType.I64, kept.size(), 3);
    for (int k = 0; k < kept.size(); k++) {
      for (int d = 0; d < 3; d++) {
        result.set(3L * k + d, kept.get(k)[d]);
      }
    }
    return result;
  }

  /// The boxes of one batch and class.
  ///
  /// @param first the number of the batch's first box
  private List<Integer> kept(TensorData boxes, long first, TensorData scores, long row) {
    var lanes = Lanes.along(scores, 2);
    var kept = new ArrayList<Integer>();
    for (int box : lanes.sorted(row, true)) {
      double score = scores.get(lanes.element(row, box));
      if (kept.size() == maxOutputBoxesPerClass) {
        break;
      }
      if (Double.isNaN(score) || scoreThreshold.isPresent() && score <= scoreThreshold.get()) {
        continue;
      }
      var candidate = Box.of(boxes, first + box, centerPointBox);
      boolean free =
          kept.stream()
              .map(other -> Box.of(boxes, first + other, centerPointBox))
              .noneMatch(other -> candidate.overlap(other) > iouThreshold);
      if (free) {
        kept.add(box);
      }
    }
    return kept;
  }
}
