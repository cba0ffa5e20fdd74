package org.ashlar.onnx.microsoft;

import java.util.ArrayList;
import java.util.List;
import java.util.function.BinaryOperator;
import java.util.function.UnaryOperator;
import org.ashlar.ir.Shape;
import org.ashlar.ir.Value;
import org.ashlar.onnx.move.Axes;
import org.ashlar.onnx.translate.Call;
import org.ashlar.onnx.translate.Term;
import org.ashlar.operators.Sizes;
import org.ashlar.operators.activation.LeakyRelu;
import org.ashlar.operators.activation.Sigmoid;
import org.ashlar.operators.activation.Softmax;
import org.ashlar.operators.build.Build;

/// Operators on numbers of few bits that give such: computed on what they stand for.
final class FewBits {
  private FewBits() {}

  static List<Term> add(Call call) {
    return binary(call, Build::add);
  }

  static List<Term> multiply(Call call) {
    return binary(call, Build::mul);
  }

  private static List<Term> binary(Call call, BinaryOperator<Value> op) {
    var y = op.apply(Few.real(call, 0, 1, 2), Few.real(call, 3, 4, 5));
    return Term.of(Few.quantised(call, y, 6, 7, call.dtype(0)));
  }

  static List<Term> sigmoid(Call call) {
    return unary(call, x -> Build.apply(new Sigmoid(), x));
  }

  static List<Term> leakyRelu(Call call) {
    var op = new LeakyRelu((float) call.real("alpha", 0.01));
    return unary(call, x -> Build.apply(op, x));
  }

  /// For models of a version before 13 over all dimensions from the axis on.
  static List<Term> softmax(Call call) {
    boolean isLast = call.whole("opset", 13) >= 13;
    int axis = Axes.of(call, call.whole("axis", isLast ? -1 : 1), call.rank(0));
    return unary(call, x -> isLast ? Build.apply(new Softmax(axis), x) : flat(x, axis));
  }

  private static Value flat(Value x, int axis) {
    var shape = x.tensor().shape();
    var rows = Sizes.product(shape.sizes().subList(0, axis));
    var columns = Sizes.product(shape.sizes().subList(axis, shape.rank()));
    var matrix = Build.reshape(x, new Shape(List.of(rows, columns)));
    return Build.reshape(Build.apply(new Softmax(-1), matrix), shape);
  }

  private static List<Term> unary(Call call, UnaryOperator<Value> op) {
    var y = op.apply(Few.real(call, 0, 1, 2));
    return Term.of(Few.quantised(call, y, 3, 4, call.dtype(0)));
  }

  /// Scale and zero point of the result first, then each part with its own.
  static List<Term> concat(Call call) {
    var parts = new ArrayList<Value>();
    for (int i = 2; i < call.inputs(); i += 3) {
      parts.add(Few.real(call, i, i + 1, i + 2));
    }
    if (parts.isEmpty()) {
      throw call.refuse("there is nothing to join");
    }
    var y = Build.concat(call.whole("axis", 0), parts);
    return Term.of(Few.quantised(call, y, 0, 1, call.dtype(2)));
  }
}
