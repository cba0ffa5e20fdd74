package org.ashlar.autodiff;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.List;
import org.ashlar.ir.DType;
import org.ashlar.ir.Function;
import org.ashlar.ir.Graph;
import org.ashlar.ir.HostFunction;
import org.ashlar.ir.Meaning;
import org.ashlar.ir.Operator;
import org.ashlar.ir.TensorType;
import org.ashlar.ir.Text;
import org.ashlar.ir.Type;
import org.ashlar.ir.Value;
import org.ashlar.operators.ArgMax;
import org.ashlar.operators.Build;
import org.ashlar.operators.Conv;
import org.junit.jupiter.api.Test;

class ReverseModeTest {
  private final Graph graph = new Graph();
  private final ReverseMode autodiff = new ReverseMode();

  private Value input(String name, long... sizes) {
    return graph.input(name, TensorType.of(DType.F32, sizes));
  }

  @Test
  void matrixProductText() {
    var x = input("x", 4, 6);
    var w = input("w", 6, 8);
    var b = input("b", 8);
    var y = Build.sum(Build.gelu(Build.add(Build.matmul(x, w), b)));
    var f = Function.of("layer", List.of(x, w, b), List.of(y));
    System.out.println(Text.of(autodiff.gradient(f, "y", List.of("x", "w", "b"))));
    var i = input("img", 2, 4, 9, 9);
    var k = input("k", 6, 2, 3, 3);
    var z = Build.conv(i, k, new Conv(List.of(2L, 2L), List.of(1L, 1L, 1L, 1L), List.of(), 2));
    var p = Build.apply(new org.ashlar.operators.MaxPool(), z);
    System.out.println(Text.of(autodiff.gradient(Function.of("conv", List.of(i, k), List.of(p)), "y", List.of("img", "k"))));
    var labels = graph.input("labels", TensorType.of(DType.I64, 4));
    System.out.println(Text.of(autodiff.gradient(Function.of("loss", List.of(x, labels), List.of(Build.crossEntropy(x, labels))), "y", List.of("x"))));
  }
}
