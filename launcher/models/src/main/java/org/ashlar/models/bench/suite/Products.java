package org.ashlar.models.bench.suite;

import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.ashlar.models.bench.onnx.OnnxModel;

/// Products of matrices of f32 whose right factor is a constant: `MxNxK`.
final class Products {
  private static final String SIZES =
      "64x64x64 128x128x128 256x256x256 512x512x512 768x768x768 1024x1024x1024 2048x2048x2048"
          + " 64x3136x576 128x3136x576 256x784x1152 512x3136x576 512x196x4608 128x3072x768"
          + " 128x768x3072 1x4096x4096";

  private Products() {}

  static List<Case> cases() {
    return Arrays.stream(SIZES.split(" ")).map(Products::of).toList();
  }

  static Case of(String size) {
    var numbers = Arrays.stream(size.split("x")).mapToLong(Long::parseLong).toArray();
    long m = numbers[0];
    long n = numbers[1];
    long k = numbers[2];
    // a tensor is made when its case is: the largest constants are some megabytes
    return new Later(
        size,
        () ->
            new Written(
                "gemm " + size,
                new OnnxModel()
                    .input("a", m, k)
                    .weight("b", -0.5, 0.5, k, n)
                    .node("MatMul", "a b -> c")
                    .output("c", m, n),
                Map.of("a", new long[] {m, k}),
                2.0 * m * n * k,
                4.0 * (m * k + k * n + m * n)));
  }
}
