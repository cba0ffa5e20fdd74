package org.ashlar.testkit;

import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.ashlar.ir.Operator;
import org.ashlar.ir.Parse;
import org.ashlar.ir.TensorType;
import org.ashlar.ir.Type;

/// Arguments that an operator is tried on: their types, and from where their numbers are drawn.
///
/// @param operator the operator with other attributes than the specimen's; empty: the specimen
///   itself
/// @param ranges one an argument; empty: floats from -2 to 2, whole numbers from 0 to 3
/// @param accepted whether the operator must take them, or refuse them
/// @param derived whether the gradient must be what differences give
public record Case(
    Optional<Operator> operator,
    List<Type> types,
    List<Range> ranges,
    boolean accepted,
    boolean derived) {
  /// The most elements of one argument.
  public static final long MOST_ELEMENTS = 64;

  /// Numbers are drawn from `low` to `high`; whole ones may be both.
  public record Range(double low, double high) {
    static final Range STANDARD = new Range(-2, 2);
  }

  public Case {
    types = List.copyOf(types);
    ranges = List.copyOf(ranges);
    for (var type : types) {
      if (accepted && type instanceof TensorType t && t.shape().elements() > MOST_ELEMENTS) {
        throw new IllegalArgumentException(
            "case: argument "
                + type
                + ": laws are tried on small cases, of at most "
                + MOST_ELEMENTS
                + " elements");
      }
    }
  }

  /// Arguments that must be taken: `Case.of("f32[2, 3]", "f32[3]")`.
  public static Case of(String... types) {
    return new Case(Optional.empty(), parse(types), List.of(), true, true);
  }

  /// Arguments that must be refused.
  public static Case refused(String... types) {
    return new Case(Optional.empty(), parse(types), List.of(), false, false);
  }

  /// The same with other attributes.
  public Case under(Operator other) {
    return new Case(Optional.of(other), types, ranges, accepted, derived);
  }

  /// The same with numbers from a range for every argument.
  public Case within(double low, double high) {
    var all = new Range[types.size()];
    Arrays.fill(all, new Range(low, high));
    return new Case(operator, types, List.of(all), accepted, derived);
  }

  /// The same with numbers from a range for one argument.
  public Case within(int argument, double low, double high) {
    var all = new Range[types.size()];
    for (int i = 0; i < all.length; i++) {
      all[i] = i == argument ? new Range(low, high) : range(i);
    }
    return new Case(operator, types, List.of(all), accepted, derived);
  }

  /// The same for an operator that says another gradient than that of its numbers on purpose (a
  /// stopped gradient).
  public Case notDerived() {
    return new Case(operator, types, ranges, accepted, false);
  }

  Range range(int argument) {
    return ranges.isEmpty() ? Range.STANDARD : ranges.get(argument);
  }

  private static List<Type> parse(String... types) {
    return Arrays.stream(types).map(Parse::type).toList();
  }

  @Override
  public String toString() {
    return operator.map(Operator::toString).orElse("") + types;
  }
}
