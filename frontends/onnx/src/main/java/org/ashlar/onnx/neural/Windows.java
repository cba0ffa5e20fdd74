package org.ashlar.onnx.neural;

import java.util.List;
import org.ashlar.ir.Expr;
import org.ashlar.onnx.translate.Call;
import org.ashlar.operators.Padding;
import org.ashlar.operators.Sizes;

/// The attributes of windows that convolutions and poolings share.
public final class Windows {
  private Windows() {}

  /// Who says the pads.
  public static Padding padding(Call call) {
    var said = call.text("auto_pad", "NOTSET");
    return switch (said) {
      case "NOTSET", "" -> Padding.GIVEN;
      case "SAME_UPPER" -> Padding.SAME_UPPER;
      case "SAME_LOWER" -> Padding.SAME_LOWER;
      case "VALID" -> Padding.VALID;
      default ->
          throw call.refuse("auto_pad must be NOTSET, SAME_UPPER, SAME_LOWER or VALID: " + said);
    };
  }

  /// The pads where the node says them; else none.
  public static List<Long> pads(Call call) {
    return padding(call) == Padding.GIVEN ? call.wholes("pads") : List.of();
  }

  /// Refuses a window of another size than that of a weight `[m, c, kernel…]`.
  static void requireKernel(Call call, int weight) {
    var told = call.wholes("kernel_shape");
    var sizes = call.type(weight).shape().sizes();
    for (int d = 0; d < told.size(); d++) {
      var size = d + 2 < sizes.size() ? sizes.get(d + 2) : Expr.of(0);
      if (told.size() != sizes.size() - 2
          || Sizes.known(size).filter(told.get(d)::equals).isEmpty()) {
        throw call.refuse(
            "kernel_shape " + told + " is not that of the weight, " + call.type(weight));
      }
    }
  }
}
