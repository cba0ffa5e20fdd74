package org.ashlar.compiler;

import java.util.HashSet;
import java.util.Set;
import org.ashlar.ir.DType;
import org.ashlar.ir.DataSizes;
import org.ashlar.ir.Expr;
import org.ashlar.ir.Function;
import org.ashlar.ir.Rewrite;
import org.ashlar.ir.TensorType;
import org.ashlar.ir.Type;
import org.ashlar.ir.Walk;

/// Checks what a request says before anything is compiled or allocated for it.
final class Sizes {
  private Sizes() {}

  /// The bytes of a tensor.
  ///
  /// @throws IllegalArgumentException when they exceed 63 bits
  static long bytes(TensorType type) {
    try {
      return Math.multiplyExact(type.shape().elements(), (long) type.dtype().bytes());
    } catch (ArithmeticException e) {
      throw new IllegalArgumentException("compiler: " + type + ": takes more than 2^63 bytes");
    }
  }

  /// @throws IllegalArgumentException when a value of the function is not a tensor of known sizes,
  ///   or a variable or an update names what is not there or is of another type
  static void check(Request request) {
    var function = request.function();
    for (int i = 0; i < function.inputs().size(); i++) {
      check(function, "input " + function.inputNames().get(i), function.inputs().get(i).type());
    }
    var data = DataSizes.of(function.outputs()).keySet();
    for (var value : Walk.order(function.outputs())) {
      check(function, value.op().name(), known(value.type(), data));
    }
    for (var variable : request.variables()) {
      if (!function.inputNames().contains(variable)) {
        throw new IllegalArgumentException(
            function.name()
                + ": variable "
                + variable
                + ": no such input; inputs: "
                + String.join(", ", function.inputNames()));
      }
    }
    request
        .updates()
        .forEach((output, variable) -> {
          int from = function.outputNames().indexOf(output);
          if (from < 0) {
            throw new IllegalArgumentException(
                function.name()
                    + ": update "
                    + output
                    + ": no such output; outputs: "
                    + String.join(", ", function.outputNames()));
          }
          if (!request.variables().contains(variable)) {
            throw new IllegalArgumentException(
                function.name() + ": update " + output + ": " + variable + " is not a variable");
          }
          var is = function.outputs().get(from).type();
          var must = function.inputs().get(function.inputNames().indexOf(variable)).type();
          if (!is.equals(must)) {
            throw new IllegalArgumentException(
                function.name()
                    + ": update "
                    + output
                    + ": is "
                    + is
                    + ", variable "
                    + variable
                    + " is "
                    + must);
          }
        });
    if (request.updates().values().stream().distinct().count() < request.updates().size()) {
      throw new IllegalArgumentException(
          function.name() + ": two outputs update one variable: " + request.updates());
    }
  }

  /// A type whose only unknown sizes depend on data has no numbers to check yet: a scalar's stand
  /// for them.
  private static Type known(Type type, Set<String> data) {
    if (!(type instanceof TensorType(var dtype, var shape)) || shape.isConstant()) {
      return type;
    }
    var unknown = new HashSet<String>();
    for (var size : shape.sizes()) {
      Rewrite.visit(
          size,
          e -> {
            if (e instanceof Expr.Size(var name, _, _)) {
              unknown.add(name);
            }
          });
    }
    return data.containsAll(unknown) ? TensorType.of(dtype) : type;
  }

  private static void check(Function function, String what, Type type) {
    if (!(type instanceof TensorType tensor)) {
      throw new IllegalArgumentException(
          function.name() + ": " + what + ": is " + type + ": only tensors run on devices");
    }
    if (!tensor.shape().isConstant()) {
      throw new IllegalArgumentException(
          function.name() + ": " + what + ": is " + tensor + ": compile it for constant sizes");
    }
    if (tensor.dtype().kind() == DType.Kind.COMPLEX || tensor.dtype() == DType.STRING) {
      throw new IllegalArgumentException(
          function.name()
              + ": "
              + what
              + ": is "
              + tensor
              + ": "
              + tensor.dtype()
              + " lives on the host only");
    }
    bytes(tensor);
  }
}
