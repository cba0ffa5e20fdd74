package org.ashlar.lower;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.ashlar.autodiff.ReverseMode;
import org.ashlar.ir.DType;
import org.ashlar.ir.Function;
import org.ashlar.ir.Graph;
import org.ashlar.ir.TensorType;
import org.ashlar.ir.Value;
import org.ashlar.ir.kernel.Check;
import org.ashlar.ir.kernel.KernelText;
import org.ashlar.ir.kernel.Plan;
import org.ashlar.operators.Padding;
import org.ashlar.operators.activation.Gelu;
import org.ashlar.operators.activation.Relu;
import org.ashlar.operators.activation.Sigmoid;
import org.ashlar.operators.activation.Silu;
import org.ashlar.operators.activation.Softmax;
import org.ashlar.operators.build.Build;
import org.ashlar.operators.loss.CrossEntropy;
import org.ashlar.operators.normalise.BatchNorm;
import org.ashlar.operators.normalise.LayerNorm;
import org.ashlar.operators.pool.GlobalAveragePool;
import org.ashlar.operators.pool.MaxPool;
import org.ashlar.operators.product.Conv;
import org.ashlar.operators.product.ConvInteger;
import org.ashlar.operators.product.ConvTranspose;
import org.ashlar.operators.product.MatMulInteger;
import org.ashlar.operators.quantise.QuantizeLinear;
import org.junit.jupiter.api.Test;

/// The kernels of the programs that matter most, as text.
class MainShapesTest {
  private final Graph graph = new Graph();
  private final List<Value> inputs = new ArrayList<>();

  private Value input(String name, long... sizes) {
    return input(name, TensorType.of(DType.F32, sizes));
  }

  private Value input(String name, TensorType type) {
    inputs.add(graph.input(name, type));
    return inputs.getLast();
  }

  private void pin(String name, Value... outputs) {
    pin(Function.of(name, inputs, List.of(outputs)));
  }

  private static void pin(Function function) {
    var notes = new StringBuilder();
    var plan =
        Lower.plan(
            function, Machine.TARGET, note -> notes.append("# ").append(note).append('\n'), true);
    for (var action : plan.actions()) {
      if (action instanceof Plan.Action.Launch launch) {
        assertEquals(
            List.of(), Check.unproved(Check.kernel(launch.kernel())), launch.kernel().name());
      }
    }
    Golden.check(function.name(), notes + KernelText.of(plan));
  }

  @Test
  void productBiasAndGeluAreOneKernel() {
    var x = input("x", 64, 32);
    pin(
        "linear_gelu",
        Build.apply(new Gelu(), Build.add(Build.matmul(x, input("w", 32, 128)), input("b", 128))));
  }

  @Test
  void whatComesTogetherAgainAfterAProductIsItsEpilogue() {
    var x = Build.matmul(input("x", 64, 32), input("w", 32, 128));
    var y = Build.apply(new Silu(), x);
    pin("linear_silu_largest", Build.sub(y, Build.reduceMax(y)));
  }

  @Test
  void gatesOfChannelsLeaveTheirChannelsLoopsFree() {
    var x = input("x", 1, 16, 32, 32);
    var gate =
        Build.conv(Build.apply(new GlobalAveragePool(), x), input("w", 16, 16, 1, 1), new Conv());
    pin("gate", Build.mul(x, Build.apply(new Sigmoid(), gate)));
  }

  @Test
  void convolutionsOfEachChannelWithStepsHaveARim() {
    var conv = new Conv(List.of(2L, 2L), List.of(1L, 1L, 1L, 1L), List.of(), 8);
    pin("depthwise", Build.conv(input("x", 1, 8, 16, 16), input("w", 8, 1, 3, 3), conv));
  }

  @Test
  void quotientsAndRestsHaveLoopsOfTheirOwn() {
    var grown = new ConvTranspose(List.of(2L, 2L), List.of(), List.of(), 1);
    pin("grown", Build.apply(grown, input("x", 1, 8, 16, 16), input("w", 8, 4, 2, 2)));
  }

  @Test
  void geluBeforeProductIsStored() {
    var x = input("x", 64, 32);
    pin("gelu_linear", Build.matmul(Build.apply(new Gelu(), x), input("w", 32, 128)));
  }

  @Test
  void softmaxIsOnePassOverTheRows() {
    pin("softmax", Build.apply(new Softmax(-1), input("x", 64, 100)));
  }

  @Test
  void meanAndVarianceStayWithTheirRow() {
    pin(
        "layernorm",
        Build.apply(new LayerNorm(), input("x", 64, 32), input("scale", 32), input("bias", 32)));
  }

  @Test
  void sumsOfEqualLoopsShareThem() {
    var x = input("x", 64, 100);
    var mean = Build.mean(x, 1);
    var square = Build.mean(Build.mul(x, x), 1);
    pin("moments", mean, Build.sub(square, Build.mul(mean, mean)));
  }

  @Test
  void whatFollowsAConvolutionIsItsEpilogue() {
    var x = input("x", 16, 3, 8, 8);
    var y =
        Build.conv(
            x, input("w", 8, 3, 3, 3), new Conv(List.of(), List.of(1L, 1L, 1L, 1L), List.of(), 1));
    var statistics =
        IntStream.range(0, 4)
            .mapToObj(i -> input(List.of("scale", "bias", "mean", "variance").get(i), 8));
    var normal = Build.apply(new BatchNorm(), y, statistics.toArray(Value[]::new));
    var pooled = Build.apply(new MaxPool(), Build.apply(new Relu(), normal));
    pin("conv_bn_relu_pool", Build.matmul(Build.reshape(pooled, 16, 128), input("v", 128, 10)));
  }

  @Test
  void crossEntropyOfLogits() {
    var logits = input("logits", 64, 10);
    pin(
        "crossentropy",
        Build.apply(new CrossEntropy(), logits, input("labels", TensorType.of(DType.I32, 64))));
  }

  @Test
  void trainingStepOfTwoLayers() {
    var x = input("x", 32, 20);
    var w1 = input("w1", 20, 16);
    var b1 = input("b1", 16);
    var w2 = input("w2", 16, 10);
    var hidden = Build.apply(new Relu(), Build.add(Build.matmul(x, w1), b1));
    var loss =
        Build.apply(
            new CrossEntropy(),
            Build.matmul(hidden, w2),
            input("labels", TensorType.of(DType.I32, 32)));
    var function = new Function("mlp_step", inputs, List.of(loss), List.of("loss"));
    var names = List.of("w1", "b1", "w2");
    var derived = new ReverseMode().gradient(function, "loss", names);
    var outputs = new ArrayList<Value>(List.of(derived.outputs().getFirst()));
    var outputNames = new ArrayList<>(List.of("loss"));
    for (int i = 0; i < names.size(); i++) {
      var weight = derived.inputs().get(derived.inputNames().indexOf(names.get(i)));
      outputs.add(Build.sub(weight, Build.mul(derived.outputs().get(1 + i), 0.1)));
      outputNames.add(names.get(i) + "_next");
    }
    pin(Simplified.of(new Function("mlp_step", derived.inputs(), outputs, outputNames)));
  }

  @Test
  void theRimOfQuantisedNumbersIsTheirZeroPoint() {
    var x = input("x", TensorType.of(DType.U8, 1, 8, 10, 10));
    var w = input("w", TensorType.of(DType.I8, 8, 8, 3, 3));
    var op = new ConvInteger(List.of(), List.of(1L, 1L, 1L, 1L), List.of(), 1, Padding.GIVEN);
    pin("conv_integer", Build.apply(op, x, w, Build.scalar(x, 131), Build.scalar(w, 0)));
    pin(
        "conv_integer_zero_read",
        Build.apply(op, x, w, input("zero", TensorType.of(DType.U8)), Build.scalar(w, -3)));
  }

  @Test
  void whatIsQuantisedIsStoredWhereItIsMade() {
    var x = input("x", 1, 12, 16, 32);
    var op = new QuantizeLinear(1, 0, DType.U8, true);
    var few = Build.apply(op, x, input("scale", TensorType.of(DType.F32)));
    var moved = Build.reshape(Build.transpose(few, 0, 2, 1, 3), 16, 384);
    var w = input("w", TensorType.of(DType.I8, 384, 64));
    pin("moved_bytes", Build.apply(new MatMulInteger(), moved, w));
  }

  @Test
  void gradientsOfAConvolution() {
    var x = input("x", 16, 3, 8, 8);
    var w = input("w", 8, 3, 3, 3);
    var y = Build.conv(x, w, new Conv(List.of(), List.of(1L, 1L, 1L, 1L), List.of(), 1));
    var pooled = Build.apply(new MaxPool(), Build.apply(new Relu(), y));
    var function =
        new Function(
            "conv_step", inputs, List.of(Build.sum(Build.mul(pooled, pooled))), List.of("loss"));
    pin(Simplified.of(new ReverseMode().gradient(function, "loss", List.of("x", "w"))));
  }

  /// The gradient of the input is a plain product too: both operands get rims, and the digits of a
  /// pixel are loops.
  @Test
  void gradientsOfAConvolutionOfStrideTwo() {
    var x = input("x", 4, 3, 8, 8);
    var w = input("w", 8, 3, 3, 3);
    var y = Build.conv(x, w, new Conv(List.of(2L, 2L), List.of(1L, 1L, 1L, 1L), List.of(), 1));
    var function =
        new Function("strided_step", inputs, List.of(Build.sum(Build.mul(y, y))), List.of("loss"));
    pin(Simplified.of(new ReverseMode().gradient(function, "loss", List.of("x"))));
  }
}
