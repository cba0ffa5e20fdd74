package org.ashlar.onnx;

import java.util.Iterator;
import java.util.List;
import org.ashlar.ir.Datum;
import org.ashlar.ir.TensorData;
import org.ashlar.ir.stage.Part;
import org.ashlar.onnx.translate.Term;

/// Values of a user as terms of a translation, and outputs of one as parts of a value.
final class Terms {
  private Terms() {}

  static Term of(Datum datum) {
    return switch (datum) {
      case TensorData data -> new Term.Known(data);
      case Datum.Strings(var sizes, var elements) -> new Term.Strings(sizes, elements);
      case Datum.Sequence(var of, var items) -> new Term.Sequence(of, terms(items));
      case Datum.Maybe(var of, var item) -> new Term.Maybe(of, item.map(Terms::of));
      case Datum.Table(var key, var of, var keys, var values) ->
          new Term.Table(key, of, keys, terms(values));
    };
  }

  private static List<Term> terms(List<Datum> data) {
    return data.stream().map(Terms::of).toList();
  }

  /// @param results the numbers of the function's outputs in the order in which terms meet them
  static Part part(Term term, Iterator<Integer> results) {
    return switch (term) {
      case Term.Tensor _ -> new Part.Computed(results.next());
      case Term.Known(var data, _) -> new Part.Known(data);
      case Term.Sizes sizes -> new Part.Known(sizes.numbers());
      case Term.Strings(var sizes, var elements) ->
          new Part.Known(new Datum.Strings(sizes, elements));
      case Term.Sequence(var of, var items) ->
          new Part.Items(of, items.stream().map(i -> part(i, results)).toList());
      case Term.Maybe(var of, var item) -> new Part.Perhaps(of, item.map(i -> part(i, results)));
      case Term.Table(var key, var of, var keys, var values) ->
          new Part.Entries(key, of, keys, values.stream().map(v -> part(v, results)).toList());
    };
  }
}
