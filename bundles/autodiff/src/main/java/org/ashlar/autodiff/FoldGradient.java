package org.ashlar.autodiff;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import org.ashlar.ir.Axis;
import org.ashlar.ir.Expr;
import org.ashlar.ir.Expr.Index;
import org.ashlar.ir.Expr.Local;
import org.ashlar.ir.Meaning;
import org.ashlar.ir.Reducer;
import org.ashlar.ir.Shape;
import org.ashlar.ir.TensorType;
import org.ashlar.ir.Value;
import org.ashlar.operators.Sizes;
import org.ashlar.operators.build.Build;

/// The gradient of a reduction or a scan by any reducer, in time linear in the elements: gradients
/// of the elements that are merged, which then pass on through the bodies.
///
/// A reduction is `finish(before · element · after)`, with the states before and after each element
/// from two scans: right for products with zeros, too. A scan goes back step by step: the gradient
/// `λ` of the states after a step is, before it, an affine function of `λ`, and affine functions
/// compose associatively, so going back is a scan itself.
final class FoldGradient {
  private final Call call;
  private final Fold fold;
  private final List<Value> elements = new ArrayList<>();
  private final List<Value> gradients = new ArrayList<>();

  private FoldGradient(Call call, Reducer by) {
    this.call = call;
    this.fold = new Fold(by);
  }

  static FoldGradient of(Call call, Meaning.Indexed meaning) {
    var gradient = new FoldGradient(call, meaning.by());
    gradient.reduction(meaning);
    return gradient;
  }

  static FoldGradient of(Call call, Meaning.Scanned meaning) {
    var gradient = new FoldGradient(call, meaning.by());
    gradient.scan(meaning);
    return gradient;
  }

  /// What is merged, a tensor for each state that passes gradients.
  List<Value> elements() {
    return elements;
  }

  /// The gradients of the elements, in the same order.
  List<Value> gradients() {
    return gradients;
  }

  // ── reductions ──

  private void reduction(Meaning.Indexed meaning) {
    var at = new ArrayList<Index>(meaning.result());
    meaning.over().stream().map(Axis::index).forEach(at::add);
    var shape = new ArrayList<>(call.result().shape().sizes());
    meaning.over().stream().map(Axis::extent).forEach(shape::add);
    var line = new ArrayList<>(call.result().shape().sizes());
    line.add(Sizes.product(meaning.over().stream().map(Axis::extent).toList()));
    var merged = new Line(call.label(), new Shape(line), line.size() - 1);
    var given = new ArrayList<Value>();
    for (int s = 0; s < fold.states(); s++) {
      var e = element(meaning.body().get(s), s, at, new Shape(shape));
      given.add(e);
      merged.name(fold.state("e", s), Build.reshape(e, new Shape(line)));
    }
    var dy = new Local("dy", call.dy().tensor().dtype());
    merged.name(dy, call.dy());
    // after = merged from the last on, in a reducer whose operands change places
    around(merged, "p", fold, false);
    around(merged, "q", fold.flipped(), true);
    var total = fold.merged("p", "e", "m", fold.merged("m", "q", "n", fold.finish("n")));
    for (int s = 0; s < fold.states(); s++) {
      int state = s;
      growth(total, state, dy)
          .ifPresent(e -> add(given.get(state), Build.reshape(merged.map(e), new Shape(shape))));
    }
  }

  /// Names the states before each element (or after, going the other way).
  private void around(Line line, String letter, Fold by, boolean reverse) {
    var elements = elementNames();
    for (int s = 0; s < by.states(); s++) {
      line.name(by.state(letter, s), line.before(by.giving(s), elements, reverse));
    }
  }

  private List<Expr> elementNames() {
    return IntStream.range(0, fold.states()).<Expr>mapToObj(s -> fold.state("e", s)).toList();
  }

  /// The tensor of what is merged into one state.
  private Value element(Expr body, int state, List<Index> at, Shape shape) {
    var dtype = fold.by().states().get(state);
    return call.derive(
        Meaning.Indexed.of(at, Call.plain(body).cast(dtype)), new TensorType(dtype, shape));
  }

  private void add(Value element, Value gradient) {
    elements.add(element);
    gradients.add(gradient);
  }

  /// How the result grows with an element of a state, in the dtype of that state.
  private Optional<Expr> growth(Expr result, int state, Local dy) {
    var by = fold.state("e", state);
    return by.dtype().isFloat()
        ? Fold.growth(result, by, dy).map(e -> e.cast(by.dtype()))
        : Optional.empty();
  }

  // ── scans ──

  private void scan(Meaning.Scanned meaning) {
    var shape = call.result().shape();
    var line = new Line(call.label(), shape, meaning.result().indexOf(meaning.along()));
    var given = new ArrayList<Value>();
    for (int s = 0; s < fold.states(); s++) {
      given.add(element(meaning.body().get(s), s, meaning.result(), shape));
      line.name(fold.state("e", s), given.getLast());
    }
    var dy = new Local("dy", call.dy().tensor().dtype());
    line.name(dy, call.dy());
    around(line, "p", fold, meaning.reverse());
    // what this place of the result tells the states before the step
    var result =
        meaning.exclusive() ? fold.finish("p") : fold.merged("p", "e", "m", fold.finish("m"));
    var reaching = fold.reaching();
    var later = later(line, reaching, result, dy, !meaning.reverse());
    for (int s = 0; s < fold.states(); s++) {
      var parts = new ArrayList<Expr>();
      growth(result, s, dy).ifPresent(parts::add);
      for (int r : reaching) {
        growth(fold.merge(r, "p", "e"), s, later.get(reaching.indexOf(r))).ifPresent(parts::add);
      }
      int state = s;
      parts.stream().reduce(Expr::plus).ifPresent(sum -> add(given.get(state), line.map(sum)));
    }
  }

  /// Names the gradients of the states after each step that later steps give.
  private List<Local> later(
      Line line, List<Integer> reaching, Expr result, Local dy, boolean reverse) {
    int n = reaching.size();
    if (n == 0) {
      return List.of();
    }
    var dtype = fold.by().states().get(reaching.getFirst());
    var bodies = new ArrayList<Expr>();
    for (int row : reaching) {
      for (int column : reaching) {
        var slope =
            Fold.growth(fold.merge(column, "p", "e"), fold.state("p", row), Expr.of(dtype, 1));
        bodies.add(slope.orElse(Expr.of(dtype, 0)).cast(dtype));
      }
    }
    for (int row : reaching) {
      var constant = Fold.growth(result, fold.state("p", row), dy);
      bodies.add(constant.orElse(Expr.of(dtype, 0)).cast(dtype));
    }
    var names = new ArrayList<Local>();
    for (int i = 0; i < n; i++) {
      names.add(new Local("later" + i, dtype));
      line.name(names.getLast(), line.before(Fold.affine(dtype, n, i), bodies, reverse));
    }
    return names;
  }
}
