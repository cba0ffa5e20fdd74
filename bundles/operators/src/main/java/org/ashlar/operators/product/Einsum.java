package org.ashlar.operators.product;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.ashlar.ir.Axis;
import org.ashlar.ir.Expr;
import org.ashlar.ir.Meaning;
import org.ashlar.ir.Operator;
import org.ashlar.ir.Reducer;
import org.ashlar.ir.TensorType;
import org.ashlar.ir.Type;
import org.ashlar.operators.Arguments;
import org.ashlar.operators.Compose;
import org.ashlar.operators.Sizes;

/// The sum of products that an equation says (Einstein's convention): `bij,bjk->bik` is `y[b, i, k]
/// = Σⱼ a[b, i, j] · c[b, j, k]`.
///
/// One term an argument, one letter a dimension; `...` stands for the dimensions that have none,
/// and these are broadcast. Labels that the result does not name are summed over. A label that one
/// term names twice takes the diagonal. Without `->` the result has the dimensions under `...`,
/// then the labels that come once, in the order of the alphabet (capitals first). Size 1 repeats.
///
/// Takes numbers of one dtype, which the result has. More than two arguments are multiplied from
/// the left, two at a time, and each such product is rounded. (ONNX operator Einsum, NumPy's
/// einsum.)
public record Einsum(String equation) implements Operator {
  private static final String LETTERS = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ";

  public Einsum() {
    this("ij,jk->ik");
  }

  @Override
  public List<Type> infer(List<Type> args) {
    var a = Arguments.between(this, args, 1, Integer.MAX_VALUE).sameDtypes().numbers();
    return List.of(new TensorType(a.dtype(0), Subscripts.of(equation, a).shape()));
  }

  @Override
  public Meaning meaning(List<Type> args) {
    var a = Arguments.between(this, args, 1, Integer.MAX_VALUE);
    var labels = Subscripts.of(equation, a);
    boolean pair = a.count() == 1 || a.count() == 2 && alone(labels).isEmpty();
    return pair ? product(a, labels) : pairs(args, labels);
  }

  private static Meaning product(Arguments a, Subscripts labels) {
    var result = Sizes.indices("i", labels.output().size());
    var over = new ArrayList<Axis>();
    var by = new HashMap<String, Expr>();
    for (int d = 0; d < result.size(); d++) {
      by.put(labels.output().get(d), result.get(d));
    }
    for (var label : labels.sizes().keySet()) {
      if (!by.containsKey(label)) {
        over.add(Axis.of("k" + over.size(), labels.size(label)));
        by.put(label, over.getLast().index());
      }
    }
    var dtype = a.dtype(0);
    var first = read(a, 0, labels, by);
    var term =
        a.count() == 1
            ? first.cast(dtype.accumulator())
            : Products.term(dtype, first, read(a, 1, labels, by));
    return over.isEmpty()
        ? Meaning.Indexed.of(result, term.cast(dtype))
        : new Meaning.Indexed(result, over, Reducer.sum(dtype), List.of(term));
  }

  private static Expr read(Arguments a, int argument, Subscripts labels, Map<String, Expr> by) {
    var at = new ArrayList<Expr>();
    for (int d = 0; d < a.rank(argument); d++) {
      var label = labels.inputs().get(argument).get(d);
      boolean repeats = Sizes.is(a.get(argument).size(d), 1);
      at.add(repeats ? Expr.of(0) : Objects.requireNonNull(by.get(label)));
    }
    return a.read(argument, at);
  }

  /// Labels that only one argument has and the result does not: summed before anything is
  /// multiplied.
  private static List<String> alone(Subscripts labels) {
    return labels.sizes().keySet().stream()
        .filter(l -> !labels.output().contains(l))
        .filter(l -> labels.inputs().stream().filter(input -> input.contains(l)).count() == 1)
        .toList();
  }

  private Meaning pairs(List<Type> args, Subscripts labels) {
    var names = new HashMap<String, String>();
    for (var label : labels.sizes().keySet()) {
      if (names.size() == LETTERS.length()) {
        throw new IllegalArgumentException(
            name()
                + ": equation "
                + equation
                + ": names more than "
                + names.size()
                + " dimensions");
      }
      names.put(label, LETTERS.substring(names.size(), names.size() + 1));
    }
    var alone = alone(labels);
    return Compose.of(
        name(),
        args,
        v -> {
          var graph = v.getFirst().graph();
          var product = v.getFirst();
          List<String> have = List.of();
          for (int i = 0; i < v.size(); i++) {
            var own = labels.inputs().get(i);
            var kept = own.stream().distinct().filter(l -> !alone.contains(l)).toList();
            var argument = v.get(i);
            if (!kept.equals(own)) {
              argument =
                  graph.apply(new Einsum(said(names, own) + "->" + said(names, kept)), argument);
            }
            var wanted = i == 0 ? kept : wanted(labels, have, kept, i);
            if (i > 0) {
              var pair = said(names, have) + "," + said(names, kept) + "->" + said(names, wanted);
              product = graph.apply(new Einsum(pair), product, argument);
            } else {
              product = argument;
            }
            have = wanted;
          }
          return product;
        });
  }

  /// The labels that the product of the first arguments must keep: those that a later one or the
  /// result names.
  private static List<String> wanted(
      Subscripts labels, List<String> have, List<String> more, int last) {
    if (last == labels.inputs().size() - 1) {
      return labels.output();
    }
    var all = new ArrayList<>(have);
    more.stream().filter(l -> !have.contains(l)).forEach(all::add);
    var later = labels.inputs().subList(last + 1, labels.inputs().size());
    all.removeIf(l -> !labels.output().contains(l) && later.stream().noneMatch(i -> i.contains(l)));
    return all;
  }

  private static String said(Map<String, String> names, List<String> labels) {
    var text = new StringBuilder();
    labels.forEach(l -> text.append(names.get(l)));
    return text.toString();
  }
}
