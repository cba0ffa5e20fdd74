package org.ashlar.onnx.text;

import com.google.re2j.Pattern;
import com.google.re2j.PatternSyntaxException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.function.UnaryOperator;
import org.ashlar.ir.DType;
import org.ashlar.ir.TensorData;
import org.ashlar.onnx.translate.Call;
import org.ashlar.onnx.translate.Term;

/// Operators on the letters of strings. Strings are known when a program is made, so their results
/// are numbers and strings that stand in it.
final class Texts {
  private Texts() {}

  /// Strings without stop words, in lower or upper case.
  static List<Term> normalise(Call call) {
    var x = strings(call, 0);
    long[] sizes = x.sizes();
    if (sizes.length != 1 && !(sizes.length == 2 && sizes[0] == 1)) {
      throw call.refuse("takes one row of strings: " + Arrays.toString(sizes));
    }
    var locale = Locale.forLanguageTag(call.text("locale", "en_US").replace('_', '-'));
    boolean exact = call.flag("is_case_sensitive");
    UnaryOperator<String> key = exact ? s -> s : s -> s.toLowerCase(locale);
    var stop = new HashSet<String>();
    call.texts("stopwords").forEach(word -> stop.add(key.apply(word)));
    var change = change(call, locale);
    var kept = new ArrayList<String>();
    for (var text : x.elements()) {
      if (!stop.contains(key.apply(text))) {
        kept.add(change.apply(text));
      }
    }
    if (kept.isEmpty()) {
      kept.add("");
    }
    sizes[sizes.length - 1] = kept.size();
    return List.of(new Term.Strings(sizes, kept));
  }

  private static UnaryOperator<String> change(Call call, Locale locale) {
    var action = call.text("case_change_action", "NONE");
    return switch (action) {
      case "NONE" -> s -> s;
      case "LOWER" -> s -> s.toLowerCase(locale);
      case "UPPER" -> s -> s.toUpperCase(locale);
      default -> throw call.refuse("case_change_action must be NONE, LOWER or UPPER: " + action);
    };
  }

  /// Pairs of strings, one after the other; shapes are broadcast.
  static List<Term> concat(Call call) {
    var x = strings(call, 0);
    var y = strings(call, 1);
    long[] sizes = Broadcasting.sizes(call, x.sizes(), y.sizes());
    int[] left = Broadcasting.places(x.sizes(), sizes);
    int[] right = Broadcasting.places(y.sizes(), sizes);
    var joined = new ArrayList<String>();
    for (int i = 0; i < left.length; i++) {
      joined.add(x.elements().get(left[i]).concat(y.elements().get(right[i])));
    }
    return List.of(new Term.Strings(sizes, joined));
  }

  /// The parts of strings between delimiters, each row filled up with empty strings; and how many
  /// parts there are.
  static List<Term> split(Call call) {
    var x = strings(call, 0);
    var delimiter = call.text("delimiter", "");
    long most = call.hasAttribute("maxsplit") ? call.whole("maxsplit", 0) : Long.MAX_VALUE;
    var rows = x.elements().stream().map(s -> Splitting.of(s, delimiter, most)).toList();
    int width = rows.stream().mapToInt(List::size).max().orElse(0);
    var parts = new ArrayList<String>();
    var counts = TensorData.zeros(DType.I64, x.sizes());
    for (int i = 0; i < rows.size(); i++) {
      for (int k = 0; k < width; k++) {
        parts.add(k < rows.get(i).size() ? rows.get(i).get(k) : "");
      }
      counts.set(i, rows.get(i).size());
    }
    long[] sizes = Arrays.copyOf(x.sizes(), x.sizes().length + 1);
    sizes[sizes.length - 1] = width;
    return List.of(new Term.Strings(sizes, parts), new Term.Known(counts));
  }

  /// Whether a regular expression (RE2) matches strings as a whole, in time linear in their length.
  static List<Term> matches(Call call) {
    var x = strings(call, 0);
    var result = TensorData.zeros(DType.BOOL, x.sizes());
    var pattern = pattern(call);
    for (int i = 0; i < x.elements().size(); i++) {
      result.set(i, pattern.matches(x.elements().get(i)) ? 1 : 0);
    }
    return List.of(new Term.Known(result));
  }

  private static Pattern pattern(Call call) {
    var written = call.text("pattern", "");
    try {
      return Pattern.compile(written);
    } catch (PatternSyntaxException e) {
      throw call.refuse("not a regular expression: " + written + ": " + e.getDescription());
    }
  }

  private static Term.Strings strings(Call call, int input) {
    if (call.term(input) instanceof Term.Strings strings) {
      return strings;
    }
    throw call.refuse("input " + input + " must be strings: " + call.term(input).type());
  }
}
