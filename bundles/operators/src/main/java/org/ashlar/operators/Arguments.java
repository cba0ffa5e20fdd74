package org.ashlar.operators;

import java.util.List;
import java.util.StringJoiner;
import org.ashlar.ir.DType;
import org.ashlar.ir.Expr;
import org.ashlar.ir.Operand;
import org.ashlar.ir.Operator;
import org.ashlar.ir.TensorType;
import org.ashlar.ir.Type;

/// The types of an operator's arguments, with the checks that shape rules share. Messages call the
/// arguments a, b, c.
public record Arguments(String operator, List<TensorType> types) {
  public Arguments {
    types = List.copyOf(types);
  }

  /// The arguments of an operator that takes exactly `count` tensors.
  public static Arguments of(Operator operator, List<Type> args, int count) {
    return between(operator, args, count, count);
  }

  /// The arguments of an operator that takes so many tensors, both bounds included.
  public static Arguments between(Operator operator, List<Type> args, int least, int most) {
    var name = operator.name();
    if (args.size() < least || args.size() > most) {
      var wanted =
          least == most
              ? "" + least
              : most == Integer.MAX_VALUE ? least + " or more" : least + " to " + most;
      throw new IllegalArgumentException(
          name + ": takes " + wanted + " arguments: not " + args.size());
    }
    for (int i = 0; i < args.size(); i++) {
      if (!(args.get(i) instanceof TensorType)) {
        throw new IllegalArgumentException(
            name + ": takes tensors: " + letter(i) + " is " + args.get(i));
      }
    }
    return new Arguments(name, args.stream().map(TensorType.class::cast).toList());
  }

  public int count() {
    return types.size();
  }

  public TensorType get(int argument) {
    return types.get(argument);
  }

  public DType dtype(int argument) {
    return get(argument).dtype();
  }

  public int rank(int argument) {
    return get(argument).rank();
  }

  /// An element of an argument, inside a meaning.
  public Expr read(int argument, List<? extends Expr> at) {
    return new Expr.Read(new Operand(argument, dtype(argument)), List.copyOf(at));
  }

  /// An element of an argument, inside a meaning.
  public Expr read(int argument, Expr... at) {
    return read(argument, List.of(at));
  }

  /// Refuses the arguments unless the rule holds.
  public Arguments require(boolean holds, String rule) {
    if (holds) {
      return this;
    }
    throw wrong(rule);
  }

  public Arguments sameDtypes() {
    return require(types.stream().map(TensorType::dtype).distinct().count() <= 1, "dtypes differ");
  }

  public Arguments floats() {
    return require(types.stream().allMatch(t -> t.dtype().isFloat()), "takes floats");
  }

  public Arguments bools() {
    return require(types.stream().allMatch(t -> t.dtype() == DType.BOOL), "takes bool");
  }

  public Arguments integers() {
    return require(types.stream().allMatch(t -> t.dtype().isInteger()), "takes integers");
  }

  /// Floats or integers.
  public Arguments numbers() {
    return require(types.stream().allMatch(t -> isNumber(t.dtype())), "takes numbers");
  }

  /// An attribute that names a dimension, negative from the last, as its position from the first.
  public int axis(long axis, int rank) {
    require(
        axis >= -rank && axis < rank, "axis " + axis + " is not in " + -rank + ".." + (rank - 1));
    return (int) (axis < 0 ? axis + rank : axis);
  }

  /// `name: rule: a is f32[2, 3], b is f32[4]`
  public IllegalArgumentException wrong(String rule) {
    var facts = new StringJoiner(", ", operator + ": " + rule + ": ", "");
    for (int i = 0; i < types.size(); i++) {
      facts.add(letter(i) + " is " + types.get(i));
    }
    return new IllegalArgumentException(facts.toString());
  }

  /// Whether elements of this dtype can be added and multiplied.
  public static boolean isNumber(DType dtype) {
    return dtype.isFloat() || dtype.isInteger();
  }

  private static String letter(int argument) {
    return argument < 26 ? String.valueOf((char) ('a' + argument)) : "argument " + argument;
  }
}
