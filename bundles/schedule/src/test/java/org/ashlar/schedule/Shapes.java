package org.ashlar.schedule;

import java.util.LinkedHashMap;
import java.util.Map;
import org.ashlar.ir.kernel.Kernel;
import org.ashlar.ir.kernel.KernelParse;

/// Kernels as they come out of lowering, with sizes to be filled in.
final class Shapes {
  private Shapes() {}

  /// `x[m, k] · w[k, n] + b`, then Relu.
  static Kernel product(int m, int n, int k) {
    return KernelParse.kernel(
        """
        kernel linear_relu(x: f32[%1$d, %3$d], w: f32[%3$d, %2$d], b: f32[%2$d], y: f32[%1$d, %2$d])
          for i0 < %1$d
            for i1 < %2$d
              alloc acc: f32[] registers
              acc[] = 0.0
              for k0 < %3$d
                acc[] add= x[i0, k0] * w[k0, i1]
              y[i0, i1] = max(0.0, acc[] + b[i1])
        """
            .formatted(m, n, k));
  }

  /// The same, then Gelu, whose code is long.
  static Kernel productGelu(int m, int n, int k) {
    return KernelParse.kernel(
        """
        kernel linear_gelu(x: f32[%1$d, %3$d], w: f32[%3$d, %2$d], b: f32[%2$d], y: f32[%1$d, %2$d])
          for i0 < %1$d
            for i1 < %2$d
              alloc acc: f32[] registers
              acc[] = 0.0
              for k0 < %3$d
                acc[] add= x[i0, k0] * w[k0, i1]
              y[i0, i1] =
                  let v0 = acc[] + b[i1] in
                  v0 * 0.5 * (erf(v0 * 0.70710677) + 1.0)
        """
            .formatted(m, n, k));
  }

  /// `x[m, k] · w[n, k]`: both operands lie along the sum.
  static Kernel transposed(int m, int n, int k) {
    return KernelParse.kernel(
        """
        kernel transposed(x: f32[%1$d, %3$d], w: f32[%2$d, %3$d], y: f32[%1$d, %2$d])
          for i0 < %1$d
            for i1 < %2$d
              alloc acc: f32[] registers
              acc[] = 0.0
              for k0 < %3$d
                acc[] add= x[i0, k0] * w[i1, k0]
              y[i0, i1] = acc[]
        """
            .formatted(m, n, k));
  }

  /// A padded 3 × 3 convolution of squares, then Relu.
  static Kernel convolution(int batch, int results, int channels, int size) {
    return KernelParse.kernel(
        """
        kernel conv_relu(x: f32[%1$d, %3$d, %4$d, %4$d], w: f32[%2$d, %3$d, 3, 3], y: f32[%1$d, %2$d, %4$d, %4$d])
          for i0 < %1$d
            for i1 < %2$d
              for i2 < %4$d
                for i3 < %4$d
                  alloc acc: f32[] registers
                  acc[] = 0.0
                  for k0 < %3$d
                    for k1 < 3
                      for k2 < 3
                        if 0 <= i2 + k1 - 1 and i2 + k1 - 1 < %4$d and 0 <= i3 + k2 - 1 and i3 + k2 - 1 < %4$d
                          acc[] add= x[i0, k0, i2 + k1 - 1, i3 + k2 - 1] * w[i1, k0, k1, k2]
                  y[i0, i1, i2, i3] = max(0.0, acc[])
        """
            .formatted(batch, results, channels, size));
  }

  /// The gradient of the weight of that convolution: a guarded sum along memory.
  static Kernel weightGradient(int batch, int results, int channels, int size) {
    return KernelParse.kernel(
        """
        kernel weight_gradient(x: f32[%1$d, %3$d, %4$d, %4$d], g: f32[%1$d, %2$d, %4$d, %4$d], y: f32[%2$d, %3$d, 3, 3])
          for i0 < %2$d
            for i1 < %3$d
              for i2 < 3
                for i3 < 3
                  alloc acc: f32[] registers
                  acc[] = 0.0
                  for k0 < %1$d
                    for k1 < %4$d
                      for k2 < %4$d
                        if 0 <= i2 + k1 - 1 and i2 + k1 - 1 < %4$d and 0 <= i3 + k2 - 1 and i3 + k2 - 1 < %4$d
                          acc[] add= x[k0, i1, i2 + k1 - 1, i3 + k2 - 1] * g[k0, i0, k1, k2]
                  y[i0, i1, i2, i3] = acc[]
        """
            .formatted(batch, results, channels, size));
  }

  /// Several reductions and a map over each row.
  static Kernel softmax(int rows, int columns) {
    return KernelParse.kernel(
        """
        kernel softmax(x: f32[%1$d, %2$d], y: f32[%1$d, %2$d])
          for i0 < %1$d
            alloc m: f32[] registers
            alloc s: f32[] registers
            m[] = -inf
            for k0 < %2$d
              m[] max= x[i0, k0]
            s[] = 0.0
            for k1 < %2$d
              s[] add= exp(x[i0, k1] - m[])
            for j0 < %2$d
              y[i0, j0] = exp(x[i0, j0] - m[]) / s[]
        """
            .formatted(rows, columns));
  }

  /// The sum over all but the second axis, along which memory does not lie.
  static Kernel channelSum(int batch, int channels, int size) {
    return KernelParse.kernel(
        """
        kernel channel_sum(x: f32[%1$d, %2$d, %3$d, %3$d], y: f32[%2$d])
          for i0 < %2$d
            alloc acc: f32[] registers
            acc[] = 0.0
            for k0 < %1$d
              for k1 < %3$d
                for k2 < %3$d
                  acc[] add= x[k0, i0, k1, k2]
            y[i0] = acc[]
        """
            .formatted(batch, channels, size));
  }

  /// The sum over the first axis: results lie along memory.
  static Kernel columnSum(int rows, int columns) {
    return KernelParse.kernel(
        """
        kernel column_sum(x: f32[%1$d, %2$d], y: f32[%2$d])
          for i0 < %2$d
            alloc acc: f32[] registers
            acc[] = 0.0
            for k0 < %1$d
              acc[] add= x[k0, i0]
            y[i0] = acc[]
        """
            .formatted(rows, columns));
  }

  /// Channels that lie innermost, with mean and squares of what is left of each.
  static Kernel moments(int rows, int columns) {
    return KernelParse.kernel(
        """
        kernel moments(x: f32[%1$d, %2$d], y: f32[%2$d], z: f32[%1$d, %2$d])
          for i0 < %2$d
            alloc sum: f32[] registers
            alloc square: f32[] registers
            sum[] = 0.0
            for k0 < %1$d
              sum[] add= x[k0, i0]
            square[] = 0.0
            for k1 < %1$d
              square[] add= (x[k1, i0] - sum[]) * (x[k1, i0] - sum[])
            y[i0] = square[]
            for j0 < %1$d
              z[j0, i0] = x[j0, i0] - sum[]
        """
            .formatted(rows, columns));
  }

  /// Element by element, with one operand that repeats.
  static Kernel pointwise(int batch, int channels, int size) {
    return KernelParse.kernel(
        """
        kernel add_relu(x: f32[%1$d, %2$d, %3$d, %3$d], b: f32[%2$d, 1, 1], y: f32[%1$d, %2$d, %3$d, %3$d])
          for i0 < %1$d
            for i1 < %2$d
              for i2 < %3$d
                for i3 < %3$d
                  y[i0, i1, i2, i3] = max(0.0, x[i0, i1, i2, i3] + b[i1, 0, 0])
        """
            .formatted(batch, channels, size));
  }

  /// One run of memory.
  static Kernel update(int rows, int columns) {
    return KernelParse.kernel(
        """
        kernel update(w: f32[%1$d, %2$d], g: f32[%1$d, %2$d], y: f32[%1$d, %2$d])
          for i0 < %1$d
            for i1 < %2$d
              y[i0, i1] = w[i0, i1] - g[i0, i1] * 0.1
        """
            .formatted(rows, columns));
  }

  /// The largest of windows that lie two apart.
  static Kernel pool(int batch, int size) {
    return KernelParse.kernel(
        """
        kernel pool(x: f32[%1$d, %3$d, %3$d], y: f32[%1$d, %2$d, %2$d])
          for i0 < %1$d
            for i1 < %2$d
              for i2 < %2$d
                alloc acc: f32[] registers
                acc[] = -inf
                for k0 < 2
                  for k1 < 2
                    acc[] max= x[i0, i1 * 2 + k0, i2 * 2 + k1]
                y[i0, i1, i2] = acc[]
        """
            .formatted(batch, size, 2 * size));
  }

  /// Prefix sums, which must run in order.
  static Kernel scan(int rows, int columns) {
    return KernelParse.kernel(
        """
        kernel scan(x: f32[%1$d, %2$d], y: f32[%1$d, %2$d])
          for i0 < %1$d
            alloc acc: f32[] registers
            acc[] = 0.0
            for k0 < %2$d
              acc[] add= x[i0, k0]
              y[i0, k0] = acc[]
        """
            .formatted(rows, columns));
  }

  /// One of each, of sizes where every recipe has something to do.
  static Map<String, Kernel> all() {
    var all = new LinkedHashMap<String, Kernel>();
    all.put("product", product(64, 50, 100));
    all.put("product_with_tails", product(70, 91, 33));
    all.put("product_gelu", productGelu(64, 50, 100));
    all.put("product_small", product(3, 10, 84));
    all.put("transposed", transposed(64, 50, 100));
    all.put("convolution", convolution(8, 16, 8, 8));
    all.put("convolution_wide", convolution(2, 6, 3, 28));
    all.put("weight_gradient", weightGradient(8, 16, 8, 8));
    all.put("softmax", softmax(64, 1000));
    all.put("channel_sum", channelSum(16, 10, 14));
    all.put("column_sum", columnSum(64, 300));
    all.put("moments", moments(50, 96));
    all.put("pointwise", pointwise(16, 10, 7));
    all.put("update", update(300, 100));
    all.put("pool", pool(64, 12));
    all.put("scan", scan(100, 200));
    return all;
  }

  /// Kernels whose work pays for large blocks of code, and takes an interpreter long.
  static Map<String, Kernel> large() {
    return Map.of(
        "large_product", product(512, 1000, 768), "large_convolution", convolution(32, 64, 32, 28));
  }
}
