package org.ashlar.operators;

import java.util.ArrayList;
import java.util.List;
import org.ashlar.ir.Expr;

/// Who says how many places a window's argument is thought to grow by.
///
/// `SAME_*` pads so that a window takes `⌈size / stride⌉` steps; an odd number of places has the
/// larger half at the end (`UPPER`) or at the start (`LOWER`). (ONNX attribute auto_pad.)
public enum Padding {
  /// The attribute `pads`.
  GIVEN,
  SAME_UPPER,
  SAME_LOWER,
  /// None.
  VALID;

  /// The places at each start, then at each end; empty where the attribute says them.
  ///
  /// @param sizes of the dimensions that the window slides over
  List<Long> pads(Arguments args, Window window, List<Expr> sizes) {
    int n = sizes.size();
    var starts = new ArrayList<Long>();
    var ends = new ArrayList<Long>();
    for (int d = 0; d < n; d++) {
      long all = this == VALID ? 0 : same(args, window, d, sizes.get(d));
      long less = all / 2;
      starts.add(this == SAME_LOWER ? all - less : less);
      ends.add(this == SAME_LOWER ? less : all - less);
    }
    starts.addAll(ends);
    return starts;
  }

  private static long same(Arguments args, Window window, int dimension, Expr size) {
    long stride = window.strides().get(dimension);
    var extent = Sizes.known(window.extent(dimension));
    if (stride == 1 && extent.isPresent()) {
      return extent.get() - 1;
    }
    args.require(
        extent.isPresent() && Sizes.known(size).isPresent(),
        "dimension " + (dimension + 2) + " must be known to pad it for a stride of " + stride);
    long known = Sizes.known(size).orElseThrow();
    return Math.max(0, (Math.ceilDiv(known, stride) - 1) * stride + extent.orElseThrow() - known);
  }
}
