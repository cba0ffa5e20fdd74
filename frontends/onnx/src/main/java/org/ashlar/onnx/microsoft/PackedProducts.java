package org.ashlar.onnx.microsoft;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.ashlar.ir.DType;
import org.ashlar.ir.Expr;
import org.ashlar.ir.Shape;
import org.ashlar.ir.TensorType;
import org.ashlar.ir.Value;
import org.ashlar.onnx.translate.Call;
import org.ashlar.onnx.translate.Term;
import org.ashlar.operators.Sizes;
import org.ashlar.operators.build.Build;
import org.ashlar.operators.move.Slice;
import org.ashlar.operators.pointwise.BitAnd;
import org.ashlar.operators.pointwise.ShiftRight;

/// A product with a matrix of 2, 4 or 8 bits an element, quantised in blocks along its columns.
final class PackedProducts {
  private static final int SCALES = 2;
  private static final int ZEROS = 3;
  private static final int ORDER = 4;
  private static final int BIAS = 5;

  private PackedProducts() {}

  /// `b[n, block, byte]` holds several elements a byte, the lowest bits first; the scales are one a
  /// block, the zero points packed likewise or floats, half the range where there are none.
  static List<Term> matmul(Call call) {
    long bits = call.whole("bits", 4);
    long columns = call.whole("N", 0);
    long rows = call.whole("K", 0);
    long block = call.whole("block_size", 0);
    if (bits != 2 && bits != 4 && bits != 8) {
      throw call.refuse("bits must be 2, 4 or 8: " + bits);
    }
    if (block < 1 || rows < 1 || columns < 1) {
      throw call.refuse(
          "K, N and block_size must be positive: " + rows + ", " + columns + ", " + block);
    }
    if (call.has(ORDER)) {
      throw call.refuse("g_idx is not supported: rows stand in the order of their blocks");
    }
    long blocks = Math.ceilDiv(rows, block);
    var x = call.value(0);
    var wide = x.tensor().dtype().accumulator();
    var numbers = Build.reshape(opened(call.value(1), bits), columns, blocks, -1);
    var elements = Build.cast(cut(numbers, block), wide);
    var scales = Build.cast(Build.reshape(call.value(SCALES), columns, blocks, 1), wide);
    var real = Build.mul(Build.sub(elements, zeros(call, bits, columns, blocks, wide)), scales);
    var matrix = cut(Build.reshape(real, columns, -1), rows);
    var product = Build.matmul(Build.cast(x, wide), Build.transpose(matrix, 1, 0));
    var y = call.has(BIAS) ? Build.add(product, Build.cast(call.value(BIAS), wide)) : product;
    return Term.of(Build.cast(y, x.tensor().dtype()));
  }

  private static Value zeros(Call call, long bits, long columns, long blocks, DType wide) {
    if (!call.has(ZEROS)) {
      var half = Build.fill(call.graph(), TensorType.of(wide), 1L << (bits - 1));
      return Build.reshape(half, Shape.of(1, 1, 1));
    }
    var zeros = call.value(ZEROS);
    if (zeros.tensor().dtype().isFloat()) {
      return Build.cast(Build.reshape(zeros, columns, blocks, 1), wide);
    }
    var rows = Build.reshape(zeros, columns, -1);
    return Build.cast(Build.reshape(cut(opened(rows, bits), blocks), columns, blocks, 1), wide);
  }

  /// The parts of each byte side by side: `[…, n]` as `[…, n · 8 / bits]`.
  private static Value opened(Value bytes, long bits) {
    if (bits == 8) {
      return bytes;
    }
    var parts = new ArrayList<Value>();
    int rank = bytes.tensor().rank();
    for (long at = 0; at < 8; at += bits) {
      var shifted = Build.apply(new ShiftRight(), bytes, Build.scalar(bytes, at));
      var part = Build.apply(new BitAnd(), shifted, Build.scalar(bytes, (1L << bits) - 1));
      parts.add(Build.unsqueeze(part, rank));
    }
    var sizes = new ArrayList<>(bytes.tensor().shape().sizes());
    sizes.set(rank - 1, Sizes.multiply(sizes.get(rank - 1), 8 / bits));
    return Build.reshape(Build.concat(rank, parts), new Shape(sizes));
  }

  /// The first places of the last dimension.
  private static Value cut(Value x, long size) {
    var sizes = new ArrayList<>(x.tensor().shape().sizes());
    if (sizes.getLast().equals(Expr.of(size))) {
      return x;
    }
    sizes.set(sizes.size() - 1, Expr.of(size));
    var starts = Collections.nCopies(sizes.size(), 0L);
    return Build.apply(new Slice(starts, new Shape(sizes), List.of()), x);
  }
}
