package org.ashlar.onnx.ml;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.List;
import org.ashlar.ir.DType;
import org.ashlar.ir.TensorData;
import org.ashlar.onnx.OneNode;
import org.ashlar.onnx.translate.Term;

/// What tests of classic machine learning share.
final class Ml {
  private Ml() {}

  static OneNode node(String operator, long opset) {
    return OneNode.of("ai.onnx.ml", operator, opset);
  }

  static TensorData vector(DType dtype, double... numbers) {
    return TensorData.of(dtype, numbers, numbers.length);
  }

  static TensorData matrix(DType dtype, int columns, double... numbers) {
    return TensorData.of(dtype, numbers, numbers.length / columns, columns);
  }

  static double[] of(double... numbers) {
    return numbers;
  }

  static long[] wholes(long... numbers) {
    return numbers;
  }

  static String[] texts(String... texts) {
    return texts;
  }

  static TensorData data(Term term) {
    return ((Term.Known) term).data();
  }

  static List<String> strings(Term term) {
    return ((Term.Strings) term).elements();
  }

  static void gives(long[] sizes, double[] expected, TensorData result) {
    assertArrayEquals(sizes, result.sizes());
    assertArrayEquals(expected, result.toDoubles(), 1e-5);
  }

  static void refuses(String message, OneNode node) {
    assertEquals(message, assertThrows(IllegalArgumentException.class, node::run).getMessage());
  }
}
