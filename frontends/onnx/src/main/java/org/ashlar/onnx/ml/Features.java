package org.ashlar.onnx.ml;

import java.util.ArrayList;
import java.util.List;
import org.ashlar.ir.DType;
import org.ashlar.ir.Expr;
import org.ashlar.ir.Shape;
import org.ashlar.ir.Value;
import org.ashlar.onnx.translate.Call;
import org.ashlar.onnx.translate.Term;
import org.ashlar.onnx.translate.Translations;
import org.ashlar.operators.Sizes;
import org.ashlar.operators.build.Build;
import org.ashlar.operators.move.Slice;
import org.ashlar.operators.pointwise.IsNan;
import org.ashlar.operators.reduce.ReduceL1;
import org.ashlar.operators.reduce.ReduceL2;
import org.ashlar.operators.reduce.ReduceMax;

/// Features prepared for models: chosen, joined, completed, scaled.
final class Features {
  private Features() {}

  static void register(Translations into) {
    into.add(Classic.DOMAIN, "ArrayFeatureExtractor", Features::extract, 1)
        .add(Classic.DOMAIN, "Binarizer", Features::binarize, 1)
        .add(Classic.DOMAIN, "FeatureVectorizer", Features::join, 1)
        .add(Classic.DOMAIN, "Imputer", Features::impute, 1)
        .add(Classic.DOMAIN, "Normalizer", Features::normalise, 1)
        .add(Classic.DOMAIN, "Scaler", Features::scale, 1);
  }

  /// Places along the last dimension; a single sample becomes a row.
  private static List<Term> extract(Call call) {
    if (call.term(0) instanceof Term.Strings(var sizes, var texts)) {
      return List.of(extract(call, sizes, texts));
    }
    var x = call.rank(0) == 1 ? Build.unsqueeze(call.value(0), 0) : call.value(0);
    return Term.of(Build.gather(x, Build.reshape(call.value(1), -1), -1));
  }

  private static Term.Strings extract(Call call, long[] sizes, List<String> texts) {
    long[] places = call.wholes(1);
    int columns = Math.toIntExact(sizes[sizes.length - 1]);
    var chosen = new ArrayList<String>();
    for (int row = 0; row < texts.size(); row += columns) {
      for (long place : places) {
        if (place < -columns || place >= columns) {
          throw call.refuse("place " + place + " is not in a dimension of " + columns);
        }
        chosen.add(texts.get(row + (int) (place < 0 ? place + columns : place)));
      }
    }
    var result = sizes.length == 1 ? new long[] {1, places.length} : sizes.clone();
    result[result.length - 1] = places.length;
    return new Term.Strings(result, chosen);
  }

  private static List<Term> binarize(Call call) {
    var x = call.value(0);
    var above = Build.greater(x, Build.scalar(x, call.real("threshold", 0)));
    return Term.of(Build.cast(above, call.dtype(0)));
  }

  /// Each input is cut or filled with 0 to the number of features that is said for it.
  private static List<Term> join(Call call) {
    var sizes = call.wholes("inputdimensions");
    var parts = new ArrayList<Value>();
    for (int i = 0; i < call.inputs(); i++) {
      var x = Build.cast(call.value(i), DType.F32);
      var rows = x.tensor().rank() == 1 ? Build.unsqueeze(x, 0) : x;
      if (rows.tensor().rank() != 2) {
        throw call.refuse("needs samples by features, not " + x.type());
      }
      parts.add(i < sizes.size() ? fitted(call, rows, sizes.get(i)) : rows);
    }
    return Term.of(Build.concat(1, parts));
  }

  private static Value fitted(Call call, Value rows, long wanted) {
    Tables.place(call, "inputdimensions", wanted);
    var own = rows.tensor().size(1);
    long known = Sizes.known(own).orElse(wanted);
    if (known == wanted) {
      return rows;
    }
    var samples = rows.tensor().size(0);
    if (known > wanted) {
      var shape = new Shape(List.of(samples, Expr.of(wanted)));
      return call.apply(new Slice(List.of(0L, 0L), shape, List.of()), rows);
    }
    var rest = new Shape(List.of(samples, Expr.of(wanted - known)));
    var zeros = Build.fill(call.graph(), new org.ashlar.ir.TensorType(DType.F32, rest), 0);
    return Build.concat(1, List.of(rows, zeros));
  }

  private static List<Term> impute(Call call) {
    var x = call.value(0);
    if (call.dtype(0).isInteger()) {
      var imputed = Tables.wholes(call, call.wholes("imputed_value_int64s"));
      var missing = Build.equal(x, Build.scalar(x, call.whole("replaced_value_int64", 0)));
      return Term.of(Build.where(missing, Build.cast(imputed, call.dtype(0)), x));
    }
    var imputed = Tables.of(call, call.dtype(0), call.reals("imputed_value_floats"));
    double replaced = call.real("replaced_value_float", 0);
    var missing =
        Double.isNaN(replaced)
            ? call.apply(new IsNan(), x)
            : Build.equal(x, Build.scalar(x, replaced));
    return Term.of(Build.where(missing, imputed, x));
  }

  /// Each sample over its largest number, its sum of magnitudes or its length; one of zeros stays.
  private static List<Term> normalise(Call call) {
    var x = call.value(0);
    var wide = Build.cast(x, x.tensor().dtype() == DType.F64 ? DType.F64 : DType.F32);
    var last = List.of(-1L);
    var norm = call.text("norm", "MAX");
    var size =
        switch (norm) {
          case "MAX" -> call.apply(new ReduceMax(last, true), wide);
          case "L1" -> call.apply(new ReduceL1(last, true), wide);
          case "L2" -> call.apply(new ReduceL2(last, true), wide);
          default -> throw call.refuse("norm must be MAX, L1 or L2, not \"" + norm + "\"");
        };
    var none = Build.equal(size, Build.scalar(size, 0));
    var divisor = Build.where(none, Build.scalar(size, 1), size);
    return Term.of(Build.cast(Build.div(wide, divisor), DType.F32));
  }

  /// `(x - offset) · scale`, with one number for all or one a feature.
  private static List<Term> scale(Call call) {
    var x = call.value(0);
    var wide = Build.cast(x, x.tensor().dtype() == DType.F64 ? DType.F64 : DType.F32);
    var centred = Build.sub(wide, each(call, "offset", 0, wide));
    return Term.of(Build.cast(Build.mul(centred, each(call, "scale", 1, wide)), DType.F32));
  }

  private static Value each(Call call, String name, double otherwise, Value x) {
    var numbers = call.reals(name);
    return switch (numbers.size()) {
      case 0 -> Build.scalar(x, otherwise);
      case 1 -> Build.scalar(x, numbers.getFirst());
      default -> Tables.of(call, x.tensor().dtype(), numbers);
    };
  }
}
