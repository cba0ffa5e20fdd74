package org.ashlar.onnx.write;

import java.util.List;
import java.util.Optional;
import org.ashlar.ir.DType;
import org.ashlar.ir.Expr;
import org.ashlar.ir.Meaning;
import org.ashlar.ir.Op2;
import org.ashlar.ir.Operand;
import org.ashlar.ir.Simplify;
import org.ashlar.ir.Value;
import org.ashlar.onnx.schema.AttributeProto;

/// Sums of products of two arguments' elements as an Einstein sum: no tensor of all products is
/// made.
///
/// @param equation `ab,bc->ac`, a letter an index
/// @param left the position of the first argument
record Products(String equation, int left, int right) {
  /// Empty where a meaning is no such sum, or not of a kind that runtimes sum.
  static Optional<Products> of(Meaning.Indexed meaning, Value call, Space space) {
    var body = Simplify.of(meaning.body().getFirst());
    if (!meaning.by().name().equals("sum")
        || !(body instanceof Expr.Binary(var op, var x, var y) && op == Op2.MUL)
        || !(x instanceof Expr.Read(Operand(int left, var dtype), var atLeft))
        || !(y instanceof Expr.Read(Operand(int right, _), var atRight))
        || dtype != DType.F32 && dtype != DType.F64
        || space.rank() > 26) {
      return Optional.empty();
    }
    var first = letters(call, left, atLeft, space);
    var second = letters(call, right, atRight, space);
    var result = new StringBuilder();
    for (int i = 0; i < meaning.result().size(); i++) {
      result.append((char) ('a' + i));
    }
    boolean met = first.isPresent() && second.isPresent();
    if (!met || !(first.get() + second.get()).chars().allMatch(c -> c >= 'a')) {
      return Optional.empty();
    }
    var all = first.get() + second.get();
    for (int i = 0; i < space.rank(); i++) {
      if (all.indexOf('a' + i) < 0) {
        return Optional.empty();
      }
    }
    return Optional.of(new Products(first.get() + "," + second.get() + "->" + result, left, right));
  }

  private static Optional<String> letters(Value call, int argument, List<Expr> at, Space space) {
    var places = at.stream().map(Simplify::of).toList();
    return Places.view(call.arg(argument).tensor(), places, space)
        .filter(order -> !order.contains(-1))
        .map(order -> {
          var letters = new StringBuilder();
          order.forEach(p -> letters.append((char) ('a' + p)));
          return letters.toString();
        });
  }

  List<String> arguments(List<String> names) {
    return List.of(names.get(left), names.get(right));
  }

  AttributeProto attribute() {
    return Attribute.of("equation", equation);
  }
}
