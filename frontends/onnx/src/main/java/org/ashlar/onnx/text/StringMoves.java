package org.ashlar.onnx.text;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import java.util.function.IntPredicate;
import org.ashlar.ir.DType;
import org.ashlar.ir.TensorData;
import org.ashlar.onnx.translate.Call;
import org.ashlar.onnx.translate.Term;
import org.ashlar.onnx.translate.Translation;

/// Operators that move and compare elements without looking into them, for strings: they get the
/// strings' places in the alphabet of all that occur, so that numbers stand in the order of the
/// strings, and their results are turned back.
final class StringMoves {
  private StringMoves() {}

  /// The translation, also for strings.
  ///
  /// @param turned which outputs are strings where the arguments are
  static Translation of(Translation numbers, IntPredicate turned) {
    return call -> {
      var strings = new LinkedHashMap<Integer, Term.Strings>();
      for (int i = 0; i < call.inputs(); i++) {
        if (call.has(i) && call.term(i) instanceof Term.Strings s) {
          strings.put(i, s);
        }
      }
      return strings.isEmpty() ? numbers.translate(call) : move(call, numbers, turned, strings);
    };
  }

  private static List<Term> move(
      Call call, Translation numbers, IntPredicate turned, Map<Integer, Term.Strings> strings) {
    // the empty string is number 0: borders and gaps are filled with it
    var sorted = new TreeSet<>(StringMoves::compare);
    sorted.add("");
    strings.values().forEach(s -> sorted.addAll(s.elements()));
    var alphabet = List.copyOf(sorted);
    var number = new LinkedHashMap<String, Integer>();
    alphabet.forEach(text -> number.put(text, number.size()));
    var terms = new LinkedHashMap<Integer, Term>();
    strings.forEach((input, s) -> terms.put(input, new Term.Known(numbers(s, number))));
    var results = new ArrayList<Term>();
    for (var term : numbers.translate(call.with(terms))) {
      var data = call.known(term);
      results.add(turned.test(results.size()) ? strings(data, alphabet) : new Term.Known(data));
    }
    return results;
  }

  private static TensorData numbers(Term.Strings strings, Map<String, Integer> number) {
    var data = TensorData.zeros(DType.I64, strings.sizes());
    for (int i = 0; i < strings.elements().size(); i++) {
      data.set(i, number.getOrDefault(strings.elements().get(i), 0));
    }
    return data;
  }

  private static Term.Strings strings(TensorData data, List<String> alphabet) {
    var texts = new ArrayList<String>();
    for (long i = 0; i < data.elements(); i++) {
      texts.add(alphabet.get((int) data.bits(i)));
    }
    return new Term.Strings(data.sizes(), texts);
  }

  /// By code points, as UTF-8 bytes are.
  private static int compare(String x, String y) {
    int[] a = x.codePoints().toArray();
    int[] b = y.codePoints().toArray();
    return Arrays.compare(a, b);
  }
}
