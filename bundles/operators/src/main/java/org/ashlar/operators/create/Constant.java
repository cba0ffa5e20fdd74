package org.ashlar.operators.create;

import java.util.List;
import org.ashlar.ir.DType;
import org.ashlar.ir.Expr;
import org.ashlar.ir.Meaning;
import org.ashlar.ir.Operator;
import org.ashlar.ir.Shape;
import org.ashlar.ir.TensorType;
import org.ashlar.ir.Type;
import org.ashlar.operators.Arguments;
import org.ashlar.operators.Sizes;

/// A small tensor of given numbers: a table inside a program.
///
/// Takes nothing. Larger tables are inputs or variables: what stands here becomes part of the code,
/// found by halving.
///
/// @param numbers in row-major order, each rounded to the dtype; at most {@link #MOST}
public record Constant(DType dtype, Shape shape, List<Double> numbers) implements Operator {
  /// The most numbers.
  public static final int MOST = 1024;

  public Constant {
    numbers = List.copyOf(numbers);
  }

  public Constant() {
    this(DType.F32, Shape.of(), List.of(0.0));
  }

  @Override
  public List<Type> infer(List<Type> args) {
    var a = Arguments.of(this, args, 0);
    a.require(
            Sizes.is(Sizes.product(shape.sizes()), numbers.size()),
            "needs a number for each element of " + shape + ", not " + numbers.size())
        .require(
            numbers.size() <= MOST, "takes at most " + MOST + " numbers, not " + numbers.size());
    return List.of(new TensorType(dtype, shape));
  }

  @Override
  public Meaning meaning(List<Type> args) {
    var at = Sizes.indices("i", shape.rank());
    Expr place = Expr.of(0);
    for (int d = 0; d < shape.rank(); d++) {
      place = Sizes.add(Sizes.multiply(place, shape.size(d)), at.get(d));
    }
    return Meaning.Indexed.of(at, numbers.isEmpty() ? number(0) : pick(place, 0, numbers.size()));
  }

  private Expr pick(Expr place, int from, int to) {
    if (numbers.subList(from, to).stream().distinct().count() == 1) {
      return number(numbers.get(from));
    }
    int middle = (from + to) >>> 1;
    return place.lt(Expr.of(middle)).select(pick(place, from, middle), pick(place, middle, to));
  }

  private Expr number(double number) {
    return Expr.of(dtype, number);
  }
}
