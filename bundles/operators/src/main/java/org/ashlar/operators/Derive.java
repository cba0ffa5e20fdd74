package org.ashlar.operators;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeSet;
import java.util.function.UnaryOperator;
import org.ashlar.ir.Axis;
import org.ashlar.ir.Derived;
import org.ashlar.ir.Expr;
import org.ashlar.ir.Expr.Index;
import org.ashlar.ir.Facts;
import org.ashlar.ir.Graph;
import org.ashlar.ir.Meaning;
import org.ashlar.ir.Operand;
import org.ashlar.ir.Rewrite;
import org.ashlar.ir.Simplify;
import org.ashlar.ir.TensorType;
import org.ashlar.ir.Value;

/// Makes values whose operator is nothing but a meaning, in one canonical form, so that equal ones
/// are one value: result indices `i0 …`, combined ones `k0 …`, simplified places, and only
/// arguments that are read.
public final class Derive {
  private Derive() {}

  /// A derived operator applied to those of the arguments that its meaning reads.
  ///
  /// @param label says where it comes from, for people
  /// @param meaning over the arguments in their order here
  public static Value apply(
      Graph graph, String label, Meaning meaning, TensorType result, List<Value> args) {
    var form = canonical(meaning, result);
    if (!isOfElements(form)) {
      return graph.apply(new Derived(label, form, result), args);
    }
    var read = new TreeSet<Integer>();
    each(
        form,
        e -> {
          Rewrite.visit(
              e,
              n -> {
                if (n instanceof Expr.Read(Operand(int position, _), _)) {
                  read.add(position);
                }
              });
          return e;
        });
    var positions = new HashMap<Integer, Integer>();
    var kept = new ArrayList<Value>();
    for (int position : read) {
      // two arguments that are one value are one operand
      int known = kept.indexOf(args.get(position));
      positions.put(position, known < 0 ? kept.size() : known);
      if (known < 0) {
        kept.add(args.get(position));
      }
    }
    var numbered = each(form, e -> Rewrite.map(e, n -> renumbered(n, positions)));
    return graph.apply(new Derived(label, numbered, result), kept);
  }

  private static Expr renumbered(Expr e, Map<Integer, Integer> positions) {
    return e instanceof Expr.Read(Operand(int position, var dtype), var at)
        ? new Expr.Read(new Operand(Objects.requireNonNull(positions.get(position)), dtype), at)
        : e;
  }

  /// Whether a meaning says by expressions which elements it reads; else it takes every argument.
  private static boolean isOfElements(Meaning meaning) {
    return switch (meaning) {
      case Meaning.Pointwise _, Meaning.Indexed _, Meaning.Scanned _, Meaning.Scattered _ -> true;
      case Meaning.Composed _, Meaning.Chosen _, Meaning.Repeated _, Meaning.Opaque _ -> false;
    };
  }

  /// The meaning with its indices renamed and its expressions simplified for the sizes of the
  /// result.
  public static Meaning canonical(Meaning meaning, TensorType result) {
    return switch (meaning) {
      case Meaning.Pointwise(var body) -> new Meaning.Pointwise(Simplify.of(body));
      case Meaning.Indexed(var at, var over, var by, var body) -> {
        var names = new Names(at, over, result);
        yield new Meaning.Indexed(
            names.result, names.over, by, body.stream().map(names::apply).toList());
      }
      case Meaning.Scanned(
              var at,
              var along,
              var by,
              var body,
              boolean exclusive,
              boolean reverse) -> {
        var names = new Names(at, List.of(), result);
        var index = names.result.get(at.indexOf(along));
        yield new Meaning.Scanned(
            names.result, index, by, body.stream().map(names::apply).toList(), exclusive, reverse);
      }
      case Meaning.Scattered(var at, var initial, var over, var places, var combine, var body) -> {
        var names = new Names(at, over, result);
        yield new Meaning.Scattered(
            names.result,
            names.apply(initial),
            names.over,
            places.stream().map(names::apply).toList(),
            combine,
            names.apply(body));
      }
      case Meaning.Composed _, Meaning.Chosen _, Meaning.Repeated _, Meaning.Opaque _ -> meaning;
    };
  }

  /// The meaning with every expression replaced.
  public static Meaning each(Meaning meaning, UnaryOperator<Expr> f) {
    return switch (meaning) {
      case Meaning.Pointwise(var body) -> new Meaning.Pointwise(f.apply(body));
      case Meaning.Indexed(var at, var over, var by, var body) ->
          new Meaning.Indexed(at, over, by, body.stream().map(f).toList());
      case Meaning.Scanned(
              var at,
              var along,
              var by,
              var body,
              boolean exclusive,
              boolean reverse) ->
          new Meaning.Scanned(at, along, by, body.stream().map(f).toList(), exclusive, reverse);
      case Meaning.Scattered(var at, var initial, var over, var places, var combine, var body) ->
          new Meaning.Scattered(
              at, f.apply(initial), over, places.stream().map(f).toList(), combine, f.apply(body));
      case Meaning.Composed _, Meaning.Chosen _, Meaning.Repeated _, Meaning.Opaque _ -> meaning;
    };
  }

  /// The canonical names of a meaning's indices, and what is known of them.
  private static final class Names {
    private final List<Index> result;
    private final List<Axis> over = new ArrayList<>();
    private final Map<Expr, Expr> by = new HashMap<>();
    private Facts facts = Facts.NONE;

    Names(List<Index> at, List<Axis> axes, TensorType type) {
      result = Sizes.indices("i", at.size());
      for (int d = 0; d < at.size(); d++) {
        by.put(at.get(d), result.get(d));
        facts = facts.with(result.get(d), type.size(d));
      }
      for (var axis : axes) {
        var renamed = Axis.of("k" + over.size(), Rewrite.substitute(axis.extent(), by));
        by.put(axis.index(), renamed.index());
        over.add(renamed);
        facts = facts.with(renamed.index(), renamed.extent());
      }
    }

    Expr apply(Expr e) {
      return Simplify.of(Rewrite.substitute(e, by), facts);
    }
  }
}
