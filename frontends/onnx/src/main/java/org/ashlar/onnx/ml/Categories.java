package org.ashlar.onnx.ml;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import org.ashlar.ir.DType;
import org.ashlar.ir.TensorData;
import org.ashlar.onnx.translate.Call;
import org.ashlar.onnx.translate.Term;
import org.ashlar.onnx.translate.Translations;
import org.ashlar.operators.build.Build;
import org.ashlar.operators.reduce.Any;

/// Categories as numbers: their places, or a row of zeros with a 1.
final class Categories {
  private Categories() {}

  static void register(Translations into) {
    into.add(Classic.DOMAIN, "CategoryMapper", Categories::map, 1)
        .add(Classic.DOMAIN, "OneHotEncoder", Categories::oneHot, 1);
  }

  /// Strings become the numbers beside them, numbers the strings.
  private static List<Term> map(Call call) {
    var numbers = call.wholes("cats_int64s");
    var names = call.texts("cats_strings");
    if (numbers.size() != names.size()) {
      throw call.refuse(
          "as many numbers as strings are needed: " + numbers.size() + ", " + names.size());
    }
    if (call.term(0) instanceof Term.Strings(var sizes, var texts)) {
      var places = new HashMap<String, Long>();
      for (int i = names.size() - 1; i >= 0; i--) {
        places.put(names.get(i), numbers.get(i));
      }
      var data = TensorData.zeros(DType.I64, sizes);
      for (int i = 0; i < texts.size(); i++) {
        data.set(i, places.getOrDefault(texts.get(i), call.whole("default_int64", -1)));
      }
      return List.of(new Term.Known(data));
    }
    var data = call.known(0);
    var results = new ArrayList<String>();
    for (long i = 0; i < data.elements(); i++) {
      int place = numbers.indexOf(data.bits(i));
      results.add(place < 0 ? call.text("default_string", "_Unused") : names.get(place));
    }
    return List.of(new Term.Strings(data.sizes(), results));
  }

  /// Floats are truncated to whole categories. Without attribute `zeros` an unknown one is an
  /// error.
  private static List<Term> oneHot(Call call) {
    boolean lenient = call.whole("zeros", 1) != 0;
    var names = call.texts("cats_strings");
    if (call.term(0) instanceof Term.Strings(var sizes, var texts)) {
      return List.of(new Term.Known(oneHot(call, sizes, texts, names, lenient)));
    }
    var numbers = call.wholes("cats_int64s");
    var x = Build.cast(call.value(0), DType.I64);
    var hits = Build.equal(Build.unsqueeze(x, call.rank(0)), Tables.wholes(call, numbers));
    if (!lenient) {
      var known = call.known(new Term.Tensor(call.apply(new Any(List.of(-1L), false), hits)));
      for (long i = 0; i < known.elements(); i++) {
        if (known.bits(i) == 0) {
          throw call.refuse("element " + i + " is none of the categories " + numbers);
        }
      }
    }
    return Term.of(Build.cast(hits, DType.F32));
  }

  private static TensorData oneHot(
      Call call, long[] sizes, List<String> texts, List<String> names, boolean lenient) {
    var result = Arrays.copyOf(sizes, sizes.length + 1);
    result[sizes.length] = names.size();
    var data = TensorData.zeros(DType.F32, result);
    for (int i = 0; i < texts.size(); i++) {
      int place = names.indexOf(texts.get(i));
      if (place >= 0) {
        data.set((long) i * names.size() + place, Float.floatToRawIntBits(1));
      } else if (!lenient) {
        throw call.refuse("\"" + texts.get(i) + "\" is none of the categories " + names);
      }
    }
    return data;
  }
}
