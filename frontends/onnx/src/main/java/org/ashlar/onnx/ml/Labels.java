package org.ashlar.onnx.ml;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.ashlar.ir.DType;
import org.ashlar.ir.TensorData;
import org.ashlar.ir.Value;
import org.ashlar.onnx.translate.Call;
import org.ashlar.onnx.translate.Term;
import org.ashlar.onnx.translate.Translations;
import org.ashlar.operators.build.Build;
import org.ashlar.operators.pointwise.And;
import org.ashlar.operators.pointwise.IsNan;
import org.ashlar.operators.pointwise.Or;
import org.ashlar.operators.reduce.Any;
import org.ashlar.operators.reduce.ArgMax;

/// `LabelEncoder`: each element replaced by what stands beside it in a list, or by a default.
///
/// Keys are found by equality, NaN too; of equal keys the first counts.
final class Labels {
  private Labels() {}

  /// Keys or values: strings, or numbers along one dimension.
  private record Column(List<String> texts, TensorData numbers, boolean isText) {
    static Column of(List<String> texts) {
      return new Column(texts, TensorData.zeros(DType.BOOL, 0), true);
    }

    static Column of(TensorData numbers) {
      return new Column(List.of(), numbers, false);
    }

    int size() {
      return isText ? texts.size() : Math.toIntExact(numbers.elements());
    }

    /// By which an element is found.
    Object key(int place) {
      return isText ? texts.get(place) : key(numbers, place);
    }

    static Object key(TensorData data, long place) {
      return data.dtype().isFloat() ? (Object) (data.get(place) + 0.0) : (Object) data.bits(place);
    }
  }

  static void register(Translations into) {
    into.add(Classic.DOMAIN, "LabelEncoder", Labels::byPlace, 1)
        .add(Classic.DOMAIN, "LabelEncoder", Labels::byLists, 2, 4);
  }

  /// Version 1: strings and their places.
  private static List<Term> byPlace(Call call) {
    var names = Column.of(call.texts("classes_strings"));
    var places = new ArrayList<Long>();
    for (long i = 0; i < names.size(); i++) {
      places.add(i);
    }
    var numbers = Column.of(Tables.data(places));
    return call.dtype(0) == DType.STRING
        ? encode(call, names, numbers, whole(call))
        : encode(call, numbers, names, text(call));
  }

  private static List<Term> byLists(Call call) {
    var keys = column(call, "keys");
    var values = column(call, "values");
    if (keys.size() != values.size()) {
      throw call.refuse("as many keys as values are needed: " + keys.size() + ", " + values.size());
    }
    return encode(call, keys, values, otherwise(call, values));
  }

  /// The list whose name starts so: of strings, whole numbers or floats, or a tensor.
  private static Column column(Call call, String name) {
    if (call.hasAttribute(name + "_strings")) {
      return Column.of(call.texts(name + "_strings"));
    }
    if (call.hasAttribute(name + "_int64s")) {
      return Column.of(Tables.data(call.wholes(name + "_int64s")));
    }
    if (call.hasAttribute(name + "_floats")) {
      var numbers = Tables.plain(call.reals(name + "_floats"));
      return Column.of(TensorData.of(DType.F32, numbers, numbers.length));
    }
    if (call.hasAttribute(name + "_tensor")) {
      return column(call.constant(name + "_tensor"));
    }
    throw call.refuse("attribute " + name + "_strings, _int64s, _floats or _tensor is needed");
  }

  private static Column column(Term term) {
    return switch (term) {
      case Term.Strings s -> Column.of(s.elements());
      case Term.Known(var data, _) ->
          Column.of(new TensorData(data.dtype(), new long[] {data.elements()}, data.data()));
      default -> throw new IllegalArgumentException("a list must be a tensor, not " + term.type());
    };
  }

  private static Column otherwise(Call call, Column values) {
    if (call.hasAttribute("default_tensor")) {
      return column(call.constant("default_tensor"));
    }
    if (values.isText()) {
      return text(call);
    }
    return values.numbers().dtype().isFloat()
        ? Column.of(
            TensorData.of(
                values.numbers().dtype(), new double[] {call.real("default_float", -0.0)}, 1))
        : whole(call);
  }

  private static Column text(Call call) {
    return Column.of(List.of(call.text("default_string", "_Unused")));
  }

  private static Column whole(Call call) {
    return Column.of(Tables.data(List.of(call.whole("default_int64", -1))));
  }

  private static List<Term> encode(Call call, Column keys, Column values, Column otherwise) {
    if (!keys.isText() && !values.isText()) {
      return Term.of(found(call, keys.numbers(), values.numbers(), otherwise.numbers()));
    }
    Map<Object, Integer> places = new HashMap<>();
    for (int i = keys.size() - 1; i >= 0; i--) {
      places.put(keys.key(i), i);
    }
    var rows = new ArrayList<Integer>();
    long[] sizes;
    if (keys.isText()) {
      sizes = call.type(0).shape().constants();
      call.texts(0).forEach(text -> rows.add(places.getOrDefault(text, -1)));
    } else {
      var data = call.known(0);
      sizes = data.sizes();
      for (long i = 0; i < data.elements(); i++) {
        rows.add(places.getOrDefault(Column.key(data, i), -1));
      }
    }
    return List.of(
        values.isText()
            ? texts(rows, sizes, values, otherwise)
            : numbers(rows, sizes, values, otherwise));
  }

  private static Term texts(List<Integer> rows, long[] sizes, Column values, Column otherwise) {
    var none = otherwise.texts().getFirst();
    return new Term.Strings(
        sizes, rows.stream().map(row -> row < 0 ? none : values.texts().get(row)).toList());
  }

  private static Term numbers(List<Integer> rows, long[] sizes, Column values, Column otherwise) {
    var data = TensorData.zeros(values.numbers().dtype(), sizes);
    for (int i = 0; i < rows.size(); i++) {
      int row = rows.get(i);
      data.set(i, row < 0 ? otherwise.numbers().bits(0) : values.numbers().bits(row));
    }
    return new Term.Known(data);
  }

  /// Numbers for numbers, as part of the program.
  private static Value found(Call call, TensorData keys, TensorData values, TensorData otherwise) {
    var x = Build.unsqueeze(Build.cast(call.value(0), keys.dtype()), call.rank(0));
    var table = call.lift(new Term.Known(keys));
    var hits = Build.equal(x, table);
    if (keys.dtype().isFloat()) {
      var both = call.apply(new And(), call.apply(new IsNan(), x), call.apply(new IsNan(), table));
      hits = call.apply(new Or(), hits, both);
    }
    var place = call.apply(new ArgMax(-1, false), Build.cast(hits, DType.U8));
    var chosen = Build.gather(call.lift(new Term.Known(values)), place, 0);
    var none = Build.reshape(call.lift(new Term.Known(otherwise)), new long[0]);
    return Build.where(call.apply(new Any(List.of(-1L), false), hits), chosen, none);
  }
}
