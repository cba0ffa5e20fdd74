package org.ashlar.itest.operators;

import java.util.List;
import java.util.stream.Stream;
import org.ashlar.ir.Operator;
import org.ashlar.operators.loss.BinaryCrossEntropyWithLogits;
import org.ashlar.operators.loss.CosineEmbeddingLoss;
import org.ashlar.operators.loss.CosineSimilarity;
import org.ashlar.operators.loss.CrossEntropy;
import org.ashlar.operators.loss.HingeEmbeddingLoss;
import org.ashlar.operators.loss.HingeLoss;
import org.ashlar.operators.loss.HuberLoss;
import org.ashlar.operators.loss.KlDivergence;
import org.ashlar.operators.loss.L1Loss;
import org.ashlar.operators.loss.MeanSquaredError;
import org.ashlar.operators.loss.NllLoss;
import org.ashlar.operators.loss.Reduction;
import org.ashlar.operators.loss.SmoothL1Loss;
import org.ashlar.operators.loss.SoftCrossEntropy;
import org.ashlar.testkit.Case;
import org.ashlar.testkit.OperatorLaws;

/// The laws of the losses.
class LossTest extends Family {
  @Override
  List<OperatorLaws> laws() {
    return Stream.of(classes(), elements(), pairs()).flatMap(List::stream).toList();
  }

  private static List<OperatorLaws> classes() {
    return List.of(
        laws(
            new CrossEntropy(),
            Case.of("f32[4, 3]", "i64[4]").within(1, 0, 2),
            Case.of("f32[4, 3]", "i64[4]", "f32[3]").within(1, 0, 2).within(2, 0.5, 2),
            Case.of("f32[2, 3, 2]", "i32[2, 2]").within(1, -1, 2).under(entropy(1, Reduction.NONE)),
            Case.of("f32[4, 3]", "i64[4]", "f32[3]")
                .within(1, 0, 2)
                .within(2, 0.5, 2)
                .under(new CrossEntropy(-1, list(2), 0.1, Reduction.MEAN)),
            Case.of("f32[5, 3]", "i64[5]")
                .within(1, 0, 2)
                .under(new CrossEntropy(-1, list(0, -100), 0, Reduction.SUM)),
            Case.refused("f32[4, 3]", "i64[3]"),
            Case.refused("f32[4, 3]", "i64[4]", "f32[4]"),
            Case.refused("f32[4, 3]", "f32[4]")),
        laws(
            new NllLoss(),
            Case.of("f32[4, 3]", "i64[4]").within(1, 0, 2),
            Case.of("f32[2, 3, 2]", "i64[2, 2]", "f32[3]").within(1, 0, 2).within(2, 0.5, 2),
            Case.of("f32[2, 3]", "i32[2]", "f32[3]")
                .within(1, 0, 2)
                .under(new NllLoss(-1, list(1), Reduction.NONE)),
            Case.of("f32[2, 2, 3]", "i32[2, 2]")
                .within(1, 0, 2)
                .under(new NllLoss(-1, list(), Reduction.SUM)),
            Case.refused("f32[4]", "i64[]"),
            Case.refused("f32[4, 3]", "i64[3]")),
        laws(
            new SoftCrossEntropy(),
            Case.of("f32[4, 3]", "f32[4, 3]").within(1, 0, 1),
            Case.of("f32[3, 4]", "f32[3, 4]").under(new SoftCrossEntropy(0, Reduction.NONE)),
            Case.refused("f32[4, 3]", "f32[3]")),
        laws(
            new BinaryCrossEntropyWithLogits(),
            Case.of("f32[4, 3]", "f32[4, 3]").within(1, 0, 1),
            Case.of("f32[4]", "f32[4]").within(0, -99, 99).within(1, 0, 1),
            Case.of("f32[4, 3]", "f32[4, 3]", "f32[3]")
                .within(1, 0, 1)
                .within(2, 0.5, 2)
                .under(new BinaryCrossEntropyWithLogits(Reduction.NONE)),
            Case.refused("f32[4]", "f32[3]"),
            Case.refused("f32[4]", "f32[4]", "f32[2, 4]")));
  }

  private static List<OperatorLaws> elements() {
    return List.of(
        alike(new MeanSquaredError(), new MeanSquaredError(Reduction.NONE)),
        alike(new L1Loss(), new L1Loss(Reduction.SUM)),
        alike(new HuberLoss(), new HuberLoss(0.5, Reduction.NONE)),
        alike(new SmoothL1Loss(), new SmoothL1Loss(0.5, Reduction.SUM)),
        alike(new HingeLoss(), new HingeLoss(0.5, Reduction.NONE)),
        alike(new HingeEmbeddingLoss(), new HingeEmbeddingLoss(0.5, Reduction.NONE)),
        alike(new KlDivergence(), new KlDivergence(true, Reduction.SUM)));
  }

  private static List<OperatorLaws> pairs() {
    return List.of(
        laws(
            new CosineSimilarity(),
            Case.of("f32[4, 3]", "f32[4, 3]"),
            Case.of("f32[3, 2]", "f32[3, 2]").under(new CosineSimilarity(0, 1e-6)),
            Case.refused("f32[4]", "f32[3]")),
        laws(
            new CosineEmbeddingLoss(),
            Case.of("f32[4, 3]", "f32[4, 3]", "f32[4]"),
            Case.of("f32[4, 3]", "f32[4, 3]", "f32[4]")
                .under(new CosineEmbeddingLoss(0.2, Reduction.NONE)),
            Case.refused("f32[4, 3]", "f32[4, 3]", "f32[3]")));
  }

  private static CrossEntropy entropy(long axis, Reduction reduction) {
    return new CrossEntropy(axis, list(), 0, reduction);
  }

  /// A loss of two tensors of one shape.
  private static OperatorLaws alike(Operator operator, Operator other) {
    return laws(
        operator,
        Case.of("f32[4, 3]", "f32[4, 3]"),
        Case.of("f32[5]", "f32[5]").under(other),
        Case.of("f16[5]", "f16[5]"),
        Case.refused("f32[4]", "f32[3]"),
        Case.refused("i32[4]", "i32[4]"));
  }
}
