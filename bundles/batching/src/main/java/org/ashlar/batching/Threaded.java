package org.ashlar.batching;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.ashlar.ir.Axis;
import org.ashlar.ir.Derived;
import org.ashlar.ir.Expr;
import org.ashlar.ir.Expr.Index;
import org.ashlar.ir.Meaning;
import org.ashlar.ir.Operand;
import org.ashlar.ir.Operator;
import org.ashlar.ir.Rewrite;

/// One more index in front of a meaning's result, at which batched arguments are read.
///
/// @param batched for each operand whether it has the dimension
record Threaded(List<Boolean> batched, Expr size) {
  /// What a call is named after for people.
  static String label(Operator op) {
    return op instanceof Derived d ? d.label() : op.name();
  }

  /// The meaning for all examples: each element is that of its example.
  ///
  /// A scatter walks through the examples outermost: within one the order stays, so that of two
  /// writes to one place the later one wins as before.
  Meaning of(Meaning meaning) {
    return switch (meaning) {
      case Meaning.Indexed(var result, var over, var by, var body) -> {
        var example = fresh(result, over);
        yield new Meaning.Indexed(
            front(example, result), over, by, body.stream().map(e -> at(example, e)).toList());
      }
      case Meaning.Scanned(
              var result,
              var along,
              var by,
              var body,
              boolean exclusive,
              boolean reverse) -> {
        var example = fresh(result, List.of());
        yield new Meaning.Scanned(
            front(example, result),
            along,
            by,
            body.stream().map(e -> at(example, e)).toList(),
            exclusive,
            reverse);
      }
      case Meaning.Scattered(var result, var initial, var over, var at, var combine, var body) -> {
        var example = fresh(result, over);
        var from = new Index(example.name() + "_from");
        var axes = new ArrayList<Axis>(List.of(new Axis(from, size)));
        axes.addAll(over);
        var places = new ArrayList<Expr>(List.of(from));
        at.forEach(place -> places.add(at(from, place)));
        yield new Meaning.Scattered(
            front(example, result), at(example, initial), axes, places, combine, at(from, body));
      }
      case Meaning.Pointwise _,
          Meaning.Composed _,
          Meaning.Chosen _,
          Meaning.Repeated _,
          Meaning.Opaque _ ->
          throw new IllegalStateException("has no indices: " + meaning);
    };
  }

  private static List<Index> front(Index example, List<Index> result) {
    var all = new ArrayList<Index>(List.of(example));
    all.addAll(result);
    return all;
  }

  private static Index fresh(List<Index> result, List<Axis> over) {
    Set<Index> taken = new HashSet<>(result);
    over.forEach(axis -> taken.add(axis.index()));
    var name = "example";
    while (taken.contains(new Index(name)) || taken.contains(new Index(name + "_from"))) {
      name += "_";
    }
    return new Index(name);
  }

  private Expr at(Index example, Expr e) {
    return Rewrite.map(
        e,
        node -> {
          if (!(node instanceof Expr.Read(Operand of, var at)) || !batched.get(of.position())) {
            return node;
          }
          var places = new ArrayList<Expr>(List.of(example));
          places.addAll(at);
          return new Expr.Read(of, places);
        });
  }
}
