package org.ashlar.onnx.microsoft;

import java.util.ArrayList;
import java.util.List;
import org.ashlar.ir.Value;
import org.ashlar.onnx.neural.Convolutions;
import org.ashlar.onnx.translate.Call;
import org.ashlar.onnx.translate.Term;
import org.ashlar.operators.Sizes;
import org.ashlar.operators.build.Build;
import org.ashlar.operators.product.Gemm;

/// Products with what stands before and after them in one operator.
final class FusedProducts {
  private FusedProducts() {}

  /// `alpha · a' · b'`, where `a'` and `b'` may be transposed, in matrices and in batches.
  static List<Term> matmul(Call call) {
    var a = turned(call.value(0), call.flag("transA"), call.flag("transBatchA"));
    var b = turned(call.value(1), call.flag("transB"), call.flag("transBatchB"));
    var product = Build.matmul(a, b);
    double alpha = call.real("alpha", 1);
    return Term.of(alpha == 1 ? product : Build.mul(product, alpha));
  }

  /// @param batches whether the rows are dimension 0, before the dimensions of batches
  private static Value turned(Value x, boolean matrices, boolean batches) {
    int rank = x.tensor().rank();
    if (rank < 2 || !matrices && !batches) {
      return x;
    }
    var order = new ArrayList<Long>();
    for (long d = 0; d < rank; d++) {
      order.add(d);
    }
    if (batches) {
      order.add(rank - 2, order.removeFirst());
    }
    if (matrices) {
      order.add(order.remove(rank - 2));
    }
    return Build.transpose(x, order.stream().mapToLong(Long::longValue).toArray());
  }

  static List<Term> gemm(Call call) {
    var op =
        new Gemm(
            call.real("alpha", 1), call.real("beta", 1), call.flag("transA"), call.flag("transB"));
    var y = call.graph().apply(op, call.values());
    var numbers = new ArrayList<Double>();
    for (var name : List.of("activation_alpha", "activation_beta", "activation_gamma")) {
      if (call.hasAttribute(name)) {
        numbers.add(call.real(name, 0));
      }
    }
    return Term.of(Fused.activated(call, y, numbers));
  }

  /// The fourth input is added before the activation.
  static List<Term> conv(Call call) {
    var arguments = new ArrayList<>(List.of(call.value(0), call.value(1)));
    if (call.has(2)) {
      arguments.add(call.value(2));
    }
    var y = call.graph().apply(Convolutions.of(call), arguments);
    var sum = call.has(3) ? Build.add(y, call.value(3)) : y;
    return Term.of(Fused.activated(call, sum, call.reals("activation_params")));
  }

  /// The channels of image and result are the last dimension; those of the weight too, unless its
  /// sizes say otherwise.
  static List<Term> channelsLast(Call call) {
    var x = first(call.value(0));
    var weight = call.value(1);
    var channels = x.tensor().size(1);
    var last = Sizes.multiply(weight.tensor().size(-1), call.whole("group", 1));
    var kernel = call.wholes("kernel_shape");
    boolean isLast =
        last.equals(channels)
            && (kernel.isEmpty() || Sizes.is(weight.tensor().size(1), kernel.getFirst()));
    var arguments = new ArrayList<>(List.of(x, isLast ? first(weight) : weight));
    if (call.has(2)) {
      arguments.add(call.value(2));
    }
    var y = call.graph().apply(Convolutions.of(call), arguments);
    return Term.of(last(Fused.activated(call, y, call.reals("activation_params"))));
  }

  /// Channels from the last dimension to dimension 1.
  static Value first(Value x) {
    var order = new ArrayList<Long>();
    int rank = x.tensor().rank();
    for (long d = 0; d < rank - 1; d++) {
      order.add(d);
    }
    order.add(1, rank - 1L);
    return Build.transpose(x, order.stream().mapToLong(Long::longValue).toArray());
  }

  /// Channels from dimension 1 to the last.
  static Value last(Value x) {
    var order = new ArrayList<Long>();
    for (long d = 0; d < x.tensor().rank(); d++) {
      order.add(d);
    }
    order.add(order.remove(1));
    return Build.transpose(x, order.stream().mapToLong(Long::longValue).toArray());
  }
}
