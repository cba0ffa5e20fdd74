package org.ashlar.onnx.normalise;

import static org.ashlar.onnx.OneNode.counted;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.List;
import org.ashlar.ir.DType;
import org.ashlar.ir.TensorData;
import org.ashlar.onnx.OneNode;
import org.ashlar.onnx.translate.Term;
import org.junit.jupiter.api.Test;

/// What the versions of normalisations differ in.
final class NormaliseTest {
  private static final double CLOSE = 1e-5;

  private static TensorData f32(double... numbers) {
    return TensorData.of(DType.F32, numbers, numbers.length);
  }

  private static OneNode batch(long opset) {
    return OneNode.of("BatchNormalization", opset)
        .input(TensorData.of(DType.F32, new double[] {1, 3}, 2, 1))
        .constant(f32(1))
        .constant(f32(0))
        .constant(f32(1))
        .constant(f32(4))
        .with("epsilon", 0f)
        .with("momentum", 0.5f);
  }

  private static void gives(List<Term> results, double[]... numbers) {
    for (int i = 0; i < numbers.length; i++) {
      assertArrayEquals(numbers[i], ((Term.Known) results.get(i)).data().toDoubles(), CLOSE);
    }
  }

  private static final double[] BY_GIVEN = {0, 1};
  private static final double[] BY_BATCH = {-1, 1};

  @Test
  void batchesTrainUnlessTheFirstVersionsAreToldThatTheyAreTested() {
    gives(batch(6).with("is_test", 1).run(1), BY_GIVEN);
    gives(batch(6).run(3), BY_BATCH, new double[] {1.5}, new double[] {2.5});
  }

  @Test
  void batchesTrainInVersionNineWhereMoreOutputsAreWanted() {
    gives(batch(9).run(1), BY_GIVEN);
    gives(
        batch(9).run(5),
        BY_BATCH,
        new double[] {1.5},
        new double[] {2.5},
        new double[] {2},
        new double[] {1});
  }

  @Test
  void batchesTrainInVersionFourteenWhereTheyAreTold() {
    gives(batch(14).run(1), BY_GIVEN);
    gives(
        batch(15).with("training_mode", 1).run(3),
        BY_BATCH,
        new double[] {1.5},
        new double[] {2.5});
  }

  @Test
  void statisticsMayStandForElementsUntilVersionSeven() {
    var mean = TensorData.of(DType.F32, new double[] {1, 3}, 1, 2);
    var one = TensorData.of(DType.F32, new double[] {1, 1}, 1, 2);
    var zero = TensorData.of(DType.F32, new double[] {0, 0}, 1, 2);
    var node =
        OneNode.of("BatchNormalization", 7)
            .input(TensorData.of(DType.F32, new double[] {2, 2}, 1, 1, 2))
            .constant(one)
            .constant(zero)
            .constant(mean)
            .constant(one)
            .with("spatial", 0)
            .with("epsilon", 0f);
    assertArrayEquals(new double[] {1, -1}, node.run().toDoubles(), CLOSE);
  }

  @Test
  void groupsHadOneScaleEachInVersionEighteen() {
    var x = TensorData.of(DType.F32, new double[] {-1, 1, -1, 1}, 1, 4, 1);
    var byGroup =
        OneNode.of("GroupNormalization", 18)
            .input(x)
            .constant(f32(1, 2))
            .constant(f32(0, 10))
            .with("num_groups", 2);
    assertArrayEquals(new double[] {-1, 1, 8, 12}, byGroup.run().toDoubles(), 1e-3);
    var byChannel =
        OneNode.of("GroupNormalization", 21)
            .input(x)
            .constant(f32(1, 1, 2, 3))
            .constant(f32(0, 0, 10, 0))
            .with("num_groups", 2);
    assertArrayEquals(new double[] {-1, 1, 8, 3}, byChannel.run().toDoubles(), 1e-3);
  }

  @Test
  void layersTellTheirStatisticsAndTakeAScaleThatRepeats() {
    var results =
        OneNode.of("LayerNormalization", 17)
            .input(counted(1, 2, 2))
            .constant(f32(2))
            .with("axis", 1)
            .with("epsilon", 0f)
            .run(3);
    double deviation = Math.sqrt(1.25);
    gives(
        results,
        new double[] {-3 / deviation, -1 / deviation, 1 / deviation, 3 / deviation},
        new double[] {1.5},
        new double[] {1 / deviation});
    assertEquals("f32[1, 1, 1]", results.get(1).type().toString());
  }

  @Test
  void theScaleSaysWhatTheRootMeanSquareGives() {
    var x = TensorData.of(DType.F16, new double[] {3, 4}, 2);
    var y = OneNode.of("RMSNormalization", 23).input(x).constant(f32(1, 1)).run();
    assertEquals(DType.F32, y.dtype());
    double root = Math.sqrt(12.5);
    assertArrayEquals(new double[] {3 / root, 4 / root}, y.toDoubles(), CLOSE);
  }
}
