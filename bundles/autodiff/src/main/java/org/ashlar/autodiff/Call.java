package org.ashlar.autodiff;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.ashlar.ir.Axis;
import org.ashlar.ir.DType;
import org.ashlar.ir.Derived;
import org.ashlar.ir.Expr;
import org.ashlar.ir.Expr.Index;
import org.ashlar.ir.Meaning;
import org.ashlar.ir.Op2;
import org.ashlar.ir.Operand;
import org.ashlar.ir.Rewrite;
import org.ashlar.ir.TensorType;
import org.ashlar.ir.Value;
import org.ashlar.operators.Derive;
import org.ashlar.operators.Sizes;
import org.ashlar.operators.build.Build;

/// A call of an operator of one result, with the gradient of that result: what a derived gradient
/// is made from.
///
/// Inside the meanings made here, operand `i` is argument `i`, and the next one is `dy`.
record Call(Value value, Value dy) {
  TensorType result() {
    return value.tensor();
  }

  TensorType arg(int position) {
    return value.arg(position).tensor();
  }

  /// `dy` at these places; none inside a pointwise meaning.
  Expr dy(List<? extends Expr> at) {
    return new Expr.Read(new Operand(value.args().size(), result().dtype()), List.copyOf(at));
  }

  /// Another value that the meaning reads: the operand after `dy`.
  Expr extra(Value extra, List<? extends Expr> at) {
    return new Expr.Read(
        new Operand(value.args().size() + 1, extra.tensor().dtype()), List.copyOf(at));
  }

  /// A value with this meaning, over the arguments, `dy` and more.
  Value derive(Meaning meaning, TensorType type, Value... extra) {
    var args = new ArrayList<>(value.args());
    args.add(dy);
    args.addAll(List.of(extra));
    return Derive.apply(value.graph(), label(), meaning, type, args);
  }

  String label() {
    return "d_" + label(value);
  }

  /// What people call the operator.
  static String label(Value call) {
    return call.op() instanceof Derived d ? d.label() : call.op().name();
  }

  /// The axes over the places of the result.
  List<Axis> axes(List<Index> result) {
    var axes = new ArrayList<Axis>();
    for (int d = 0; d < result.size(); d++) {
      axes.add(new Axis(result.get(d), result().size(d)));
    }
    return axes;
  }

  /// The gradient of an argument, to which `body` is added at the places `at` for every value of
  /// `over`.
  Meaning.Scattered scattered(int position, List<Axis> over, List<Expr> at, Expr body) {
    var dtype = arg(position).dtype();
    var result = Sizes.indices("to", arg(position).rank());
    return new Meaning.Scattered(result, Expr.of(dtype, 0), over, at, Op2.ADD, body.cast(dtype));
  }

  /// The different reads of an operand.
  static Set<Expr.Read> reads(Expr body, int position) {
    var reads = new LinkedHashSet<Expr.Read>();
    Rewrite.visit(
        body,
        e -> {
          if (e instanceof Expr.Read read
              && read.of() instanceof Operand(int p, DType _)
              && p == position) {
            reads.add(read);
          }
        });
    return reads;
  }

  /// The body with whole numbers in place of their names, and floats too where a place is computed
  /// from them, so that a read's places say all.
  static Expr plain(Expr body) {
    return Rewrite.map(
        body,
        e ->
            e instanceof Expr.Let(var name, var value, var inner)
                    && (!name.dtype().isFloat() || isInPlaces(inner, name))
                ? Rewrite.substitute(inner, Map.of(name, value))
                : e);
  }

  private static boolean isInPlaces(Expr body, Expr.Local name) {
    var found = new boolean[1];
    Rewrite.visit(
        body,
        e -> {
          if (e instanceof Expr.Read read) {
            read.at().forEach(place -> Rewrite.visit(place, p -> found[0] |= p.equals(name)));
          }
        });
    return found[0];
  }

  /// The sum of gradients that reach one argument on several ways.
  static Optional<Value> sum(List<Value> parts) {
    return parts.stream().reduce(Build::add);
  }
}
