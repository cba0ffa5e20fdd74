package org.ashlar.operators;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.Arrays;
import java.util.List;
import org.ashlar.ir.DType;
import org.ashlar.ir.Expr;
import org.ashlar.ir.Operator;
import org.ashlar.ir.Shape;
import org.ashlar.ir.TensorType;
import org.ashlar.ir.Type;
import org.ashlar.operators.activation.Gelu;
import org.ashlar.operators.activation.Softmax;
import org.ashlar.operators.gather.Gather;
import org.ashlar.operators.gather.OneHot;
import org.ashlar.operators.gather.ScatterAdd;
import org.ashlar.operators.loss.CrossEntropy;
import org.ashlar.operators.loss.MeanSquaredError;
import org.ashlar.operators.move.Broadcast;
import org.ashlar.operators.move.Concat;
import org.ashlar.operators.move.Pad;
import org.ashlar.operators.move.Reshape;
import org.ashlar.operators.move.Slice;
import org.ashlar.operators.move.Transpose;
import org.ashlar.operators.normalise.BatchNorm;
import org.ashlar.operators.normalise.LayerNorm;
import org.ashlar.operators.pointwise.Add;
import org.ashlar.operators.pointwise.Exp;
import org.ashlar.operators.pointwise.Less;
import org.ashlar.operators.pointwise.Mul;
import org.ashlar.operators.pointwise.Where;
import org.ashlar.operators.pool.AveragePool;
import org.ashlar.operators.pool.GlobalAveragePool;
import org.ashlar.operators.pool.MaxPool;
import org.ashlar.operators.product.Conv;
import org.ashlar.operators.product.MatMul;
import org.ashlar.operators.reduce.ArgMax;
import org.ashlar.operators.reduce.CumSum;
import org.ashlar.operators.reduce.ReduceMax;
import org.ashlar.operators.reduce.ReduceMean;
import org.ashlar.operators.reduce.ReduceSum;
import org.junit.jupiter.api.Test;

class ShapeRulesTest {
  private static TensorType f32(long... sizes) {
    return TensorType.of(DType.F32, sizes);
  }

  private static TensorType i64(long... sizes) {
    return TensorType.of(DType.I64, sizes);
  }

  private static void gives(Type result, Operator op, Type... args) {
    assertEquals(List.of(result), op.infer(Arrays.asList(args)));
    op.meaning(Arrays.asList(args));
  }

  private static void refuses(String message, Operator op, Type... args) {
    var thrown = assertThrows(IllegalArgumentException.class, () -> op.infer(Arrays.asList(args)));
    assertEquals(message, thrown.getMessage());
  }

  @Test
  void pointwiseOperatorsBroadcast() {
    gives(f32(2, 3, 4), new Add(), f32(2, 1, 4), f32(3, 1));
    gives(TensorType.of(DType.BOOL, 3), new Less(), f32(3), f32());
    gives(f32(2, 3), new Where(), TensorType.of(DType.BOOL, 3), f32(2, 1), f32());
    refuses(
        "add: shapes do not broadcast: a is f32[2, 3], b is f32[4]", new Add(), f32(2, 3), f32(4));
    refuses("mul: dtypes differ: a is f32[2], b is i64[2]", new Mul(), f32(2), i64(2));
    refuses("gelu: takes floats: a is i64[2]", new Gelu(), i64(2));
    refuses("exp: takes 1 arguments: not 2", new Exp(), f32(), f32());
    refuses(
        "where: the condition must be bool: a is f32[], b is f32[], c is f32[]",
        new Where(),
        f32(),
        f32(),
        f32());
  }

  @Test
  void matrixProductsAreBatchedAndBroadcast() {
    gives(f32(4, 8), new MatMul(), f32(4, 6), f32(6, 8));
    gives(f32(5, 2, 4, 8), new MatMul(), f32(2, 4, 6), f32(5, 1, 6, 8));
    gives(f32(), new MatMul(), f32(6), f32(6));
    gives(f32(2, 8), new MatMul(), f32(6), f32(2, 6, 8));
    gives(
        TensorType.of(DType.I32, 4, 8),
        new MatMul(),
        TensorType.of(DType.U8, 4, 6),
        TensorType.of(DType.I8, 6, 8));
    refuses(
        "matmul: inner sizes differ: a is f32[6, 8], b is f32[4, 6]",
        new MatMul(),
        f32(6, 8),
        f32(4, 6));
    refuses(
        "matmul: leading sizes do not broadcast: a is f32[2, 3, 4], b is f32[3, 4, 5]",
        new MatMul(),
        f32(2, 3, 4),
        f32(3, 4, 5));
  }

  @Test
  void windowsSlide() {
    gives(f32(2, 8, 5, 5), new Conv(), f32(2, 3, 7, 7), f32(8, 3, 3, 3));
    var strided = new Conv(List.of(2L, 1L), List.of(1L, 0L, 1L, 0L), List.of(1L, 2L), 3);
    gives(f32(2, 6, 4, 3), strided, f32(2, 3, 7, 7), f32(6, 1, 3, 3));
    gives(f32(1, 2, 3), new Conv(), f32(1, 4, 5), f32(2, 4, 3));
    gives(f32(1, 2, 3, 3, 3), new Conv(), f32(1, 4, 5, 5, 5), f32(2, 4, 3, 3, 3));
    refuses(
        "conv: channels differ: a is f32[2, 3, 7, 7], b is f32[8, 4, 3, 3]",
        new Conv(),
        f32(2, 3, 7, 7),
        f32(8, 4, 3, 3));
    refuses(
        "conv: the window is larger than dimension 2: a is f32[2, 3, 2, 7], b is f32[8, 3, 3, 3]",
        new Conv(),
        f32(2, 3, 2, 7),
        f32(8, 3, 3, 3));
    gives(f32(2, 3, 3, 3), new MaxPool(), f32(2, 3, 7, 7));
    gives(f32(2, 3, 3, 3), new AveragePool(), f32(2, 3, 7, 7));
    gives(f32(2, 3, 1, 1), new GlobalAveragePool(), f32(2, 3, 7, 7));
    refuses(
        "maxpool: needs a window of 1 positive sizes, not [2, 2]: a is f32[2, 3, 7]",
        new MaxPool(),
        f32(2, 3, 7));
  }

  @Test
  void reductionsCombineAxes() {
    gives(f32(), new ReduceSum(), f32(2, 3));
    gives(f32(2, 1), new ReduceSum(List.of(-1L), true), f32(2, 3));
    gives(f32(3), new ReduceMean(List.of(0L), false), f32(2, 3));
    gives(i64(2), new ArgMax(), f32(2, 3));
    refuses(
        "reducesum: axis 2 is not in -2..1: a is f32[2, 3]",
        new ReduceSum(List.of(2L), false),
        f32(2, 3));
    refuses(
        "reducemax: an axis is named twice in [0, -2]: a is f32[2, 3]",
        new ReduceMax(List.of(0L, -2L), false),
        f32(2, 3));
    refuses("softmax: axis -3 is not in -2..1: a is f32[2, 3]", new Softmax(-3), f32(2, 3));
  }

  @Test
  void elementsMove() {
    gives(f32(4, 2, 3), new Transpose(List.of(2L, 0L, 1L)), f32(2, 3, 4));
    gives(f32(4, 3, 2), new Transpose(), f32(2, 3, 4));
    refuses(
        "transpose: [0, 0] is no permutation: a is f32[2, 3]",
        new Transpose(List.of(0L, 0L)),
        f32(2, 3));
    gives(f32(3, 4), new Reshape(Shape.of(3, 4)), f32(2, 6));
    refuses("reshape: elements of [4] differ: a is f32[2, 3]", new Reshape(Shape.of(4)), f32(2, 3));
    gives(f32(2, 3), new Broadcast(Shape.of(2, 3)), f32(3));
    refuses(
        "broadcast: does not broadcast to [3]: a is f32[2, 3]",
        new Broadcast(Shape.of(3)),
        f32(2, 3));
    gives(f32(2), new Slice(List.of(5L), Shape.of(2), List.of(-2L)), f32(6));
    refuses(
        "slice: places 5 + 1 * i, i < 2 leave dimension 0: a is f32[6]",
        new Slice(List.of(5L), Shape.of(2), List.of()),
        f32(6));
    gives(f32(2, 7), new Concat(-1), f32(2, 3), f32(2, 4));
    refuses(
        "concat: sizes of dimension 0 differ: a is f32[2, 3], b is f32[3, 3]",
        new Concat(1),
        f32(2, 3),
        f32(3, 3));
    gives(f32(4, 6), new Pad(List.of(1L, 0L, 1L, 3L), 0), f32(2, 3));
    gives(f32(5, 3), new Gather(), f32(9, 3), i64(5));
    refuses(
        "gather: places must be integers: a is f32[9], b is f32[5]", new Gather(), f32(9), f32(5));
    gives(f32(2, 3, 10), new OneHot(), i64(2, 3));
    gives(f32(9, 3), new ScatterAdd(0), f32(9, 3), i64(5), f32(5, 3));
  }

  @Test
  void lossesAndNormalisations() {
    gives(f32(), new CrossEntropy(), f32(4, 10), i64(4));
    refuses(
        "crossentropy: labels need the sizes of the scores without the classes: a is f32[4, 10], b is i64[5]",
        new CrossEntropy(),
        f32(4, 10),
        i64(5));
    gives(f32(), new MeanSquaredError(), f32(4), f32(4));
    refuses(
        "meansquarederror: shapes differ: a is f32[4], b is f32[5]",
        new MeanSquaredError(),
        f32(4),
        f32(5));
    gives(f32(2, 3, 4), new BatchNorm(), f32(2, 3, 4), f32(3), f32(3), f32(3), f32(3));
    gives(f32(2, 3, 4), new LayerNorm(), f32(2, 3, 4), f32(4), f32(4));
    gives(f32(2, 3), new CumSum(), f32(2, 3));
  }

  @Test
  void sizesMayBeKnownAtLaunchOnly() {
    var n = new Expr.Size("n", 1, 64);
    var batch = new TensorType(DType.F32, new Shape(List.of(n, Expr.of(6))));
    gives(
        new TensorType(DType.F32, new Shape(List.of(n, Expr.of(8)))),
        new MatMul(),
        batch,
        f32(6, 8));
    gives(batch, new Add(), batch, f32(6));
    gives(f32(), new ReduceMean(), batch);
    var folded = new Shape(List.of(n, Expr.of(2), Expr.of(3)));
    gives(new TensorType(DType.F32, folded), new Reshape(folded), batch);
  }
}
