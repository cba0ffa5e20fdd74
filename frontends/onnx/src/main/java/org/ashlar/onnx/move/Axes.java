package org.ashlar.onnx.move;

import java.util.Arrays;
import java.util.List;
import org.ashlar.onnx.translate.Call;

/// Dimensions that a node names, negative from the last.
public final class Axes {
  private Axes() {}

  /// The dimension's position from the first.
  public static int of(Call call, long axis, int rank) {
    if (axis < -rank || axis >= rank) {
      throw call.refuse("axis " + axis + " is not in " + -rank + ".." + (rank - 1));
    }
    return (int) (axis < 0 ? axis + rank : axis);
  }

  /// Axes that are an attribute in old versions and an input in new ones.
  ///
  /// @param since the first version with an input
  static List<Long> named(Call call, int since) {
    if (call.version() < since) {
      return call.wholes("axes");
    }
    return call.has(1) ? Arrays.stream(call.wholes(1)).boxed().toList() : List.of();
  }
}
