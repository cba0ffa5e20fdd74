package org.ashlar.onnx.text;

import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.ashlar.ir.DType;
import org.ashlar.ir.Expr;
import org.ashlar.ir.Shape;
import org.ashlar.ir.TensorData;
import org.ashlar.ir.TensorType;
import org.ashlar.ir.Value;
import org.ashlar.onnx.move.Parts;
import org.ashlar.onnx.translate.Call;
import org.ashlar.onnx.translate.Term;
import org.ashlar.operators.Sizes;
import org.ashlar.operators.create.Fill;
import org.ashlar.operators.gather.ScatterAdd;
import org.ashlar.operators.move.Concat;
import org.ashlar.operators.move.Reshape;
import org.ashlar.operators.pointwise.Add;
import org.ashlar.operators.pointwise.And;
import org.ashlar.operators.pointwise.Cast;
import org.ashlar.operators.pointwise.Equal;
import org.ashlar.operators.pointwise.Min;
import org.ashlar.operators.pointwise.Mul;
import org.ashlar.operators.reduce.ReduceSum;

/// TfIdfVectorizer: how often each word sequence of a pool occurs in each row of words.
///
/// A sequence `p` occurs at place `j` with distance `s` where `x[j + k · s] = p[k]` for all its
/// words, so every place is compared with every sequence at once, and the truths are summed.
final class Counts {
  private Counts() {}

  static List<Term> tfIdf(Call call) {
    var pool = Pool.of(call);
    var x = words(call, pool);
    boolean single = x.tensor().rank() < 2;
    if (single) {
      x = reshape(x, List.of(Expr.of(1), Sizes.product(x.tensor().shape().sizes())));
    }
    var rows = x.tensor().size(0);
    var type = new TensorType(DType.F32, new Shape(List.of(rows, Expr.of(pool.outputs()))));
    var result = call.apply(new Fill(DType.F32, 0, type.shape()));
    var found = new ArrayList<Value>();
    var places = new ArrayList<Long>();
    for (var gram : pool.grams()) {
      found.add(weighted(call, pool, gram, count(call, x, gram)));
      places.addAll(gram.outputs());
    }
    if (!found.isEmpty()) {
      var all = call.apply(new Concat(1), found.toArray(Value[]::new));
      result = call.apply(new ScatterAdd(1), result, wholes(call, places), all);
    }
    return Term.of(single ? reshape(result, List.of(Expr.of(pool.outputs()))) : result);
  }

  /// The argument as numbers: strings are their places among the pool's words, -1 for others.
  private static Value words(Call call, Pool pool) {
    if (!(call.term(0) instanceof Term.Strings s)) {
      var x = call.value(0);
      return x.tensor().dtype() == DType.I64 ? x : call.apply(new Cast(DType.I64), x);
    }
    var data = TensorData.zeros(DType.I64, s.sizes());
    for (int i = 0; i < s.elements().size(); i++) {
      data.set(i, pool.names().getOrDefault(s.elements().get(i), -1L));
    }
    return call.lift(new Term.Known(data));
  }

  /// How often each sequence of one length occurs in each row.
  private static Value count(Call call, Value x, Pool.Gram gram) {
    int n = gram.length();
    var sum =
        call.apply(
            new Fill(DType.F32, 0, new Shape(List.of(x.tensor().size(0), Expr.of(gram.count())))));
    // words have no distance where there is only one
    long most = n == 1 ? 0 : call.whole("max_skip_count", 0);
    for (long skip = 0; skip <= most; skip++) {
      long reach = (n - 1) * (skip + 1);
      var places = Sizes.add(x.tensor().size(1), -reach);
      if (Sizes.known(places).filter(p -> p <= 0).isPresent()) {
        break;
      }
      var size = Sizes.known(places).isPresent() ? places : Sizes.max(places, Expr.of(0));
      Value all = null;
      for (int k = 0; k < n; k++) {
        var part = Parts.along(x, 1, Expr.of(k * (skip + 1)), size);
        var column = reshape(part, List.of(x.tensor().size(0), size, Expr.of(1)));
        var equal = call.apply(new Equal(), column, wholes(call, gram.words(k)));
        all = all == null ? equal : call.apply(new And(), all, equal);
      }
      var truths = call.apply(new Cast(DType.F32), Objects.requireNonNull(all));
      sum = call.apply(new Add(), sum, call.apply(new ReduceSum(List.of(1L), false), truths));
    }
    return sum;
  }

  private static Value weighted(Call call, Pool pool, Pool.Gram gram, Value counts) {
    var mode = call.text("mode", "TF");
    var weights = gram.weights();
    var one = call.apply(new Fill(DType.F32, 1, Shape.of()));
    return switch (mode) {
      case "TF" -> counts;
      case "IDF" -> times(call, call.apply(new Min(), counts, one), weights);
      case "TFIDF" -> times(call, counts, weights);
      default -> throw call.refuse("mode must be TF, IDF or TFIDF: " + mode);
    };
  }

  private static Value times(Call call, Value counts, List<Double> weights) {
    if (weights.isEmpty()) {
      return counts;
    }
    double[] numbers = weights.stream().mapToDouble(Double::doubleValue).toArray();
    var data = TensorData.of(DType.F32, numbers, numbers.length);
    return call.apply(new Mul(), counts, call.lift(new Term.Known(data)));
  }

  private static Value wholes(Call call, List<Long> numbers) {
    var data = TensorData.zeros(DType.I64, numbers.size());
    for (int i = 0; i < numbers.size(); i++) {
      data.set(i, numbers.get(i));
    }
    return call.lift(new Term.Known(data));
  }

  private static Value reshape(Value x, List<Expr> sizes) {
    return x.graph().apply(new Reshape(new Shape(sizes)), x);
  }
}
