package org.ashlar.onnx.ml;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;
import org.ashlar.ir.DType;
import org.ashlar.ir.Shape;
import org.ashlar.ir.TensorType;
import org.ashlar.ir.Type;
import org.ashlar.ir.Value;
import org.ashlar.onnx.translate.Call;
import org.ashlar.onnx.translate.Term;
import org.ashlar.onnx.translate.Translations;
import org.ashlar.operators.Sizes;
import org.ashlar.operators.build.Build;
import org.ashlar.operators.move.Slice;

/// Maps as tensors, and rows of a tensor as maps.
final class Maps {
  /// The longest row that a map may become.
  private static final long MOST = 1L << 16;

  private Maps() {}

  static void register(Translations into) {
    into.add(Classic.DOMAIN, "CastMap", Maps::cast, 1)
        .add(Classic.DOMAIN, "DictVectorizer", Maps::vector, 1)
        .add(Classic.DOMAIN, "ZipMap", Maps::zip, 1);
  }

  private static Term.Table table(Call call) {
    return call.term(0) instanceof Term.Table table
        ? table
        : refuse(call, "needs a map, not " + call.term(0).type());
  }

  private static <T> T refuse(Call call, String rule) {
    throw call.refuse(rule);
  }

  /// The values in the order of their keys; with map_form SPARSE at the places that the keys say.
  private static List<Term> cast(Call call) {
    var table = table(call);
    if (table.key() != DType.I64) {
      throw call.refuse("keys must be i64, not " + table.key());
    }
    var order =
        IntStream.range(0, table.keys().size())
            .boxed()
            .sorted(Comparator.comparing(i -> (Long) table.keys().get(i)))
            .toList();
    var values = new ArrayList<Optional<Term>>();
    if (call.text("map_form", "DENSE").equals("SPARSE")) {
      long size = call.whole("max_map", 1);
      if (size > MOST) {
        throw call.refuse("max_map must be at most " + MOST + ", not " + size);
      }
      for (int i : order) {
        long key = (Long) table.keys().get(i);
        if (key < 0 || key >= size) {
          throw call.refuse("key " + key + " is not below max_map, " + size);
        }
        while (values.size() < key) {
          values.add(Optional.empty());
        }
        values.add(Optional.of(table.values().get(i)));
      }
      while (values.size() < size) {
        values.add(Optional.empty());
      }
    } else {
      order.forEach(i -> values.add(Optional.of(table.values().get(i))));
    }
    var to = call.text("cast_to", "TO_FLOAT");
    return List.of(
        switch (to) {
          case "TO_FLOAT" -> row(call, values, DType.F32);
          case "TO_INT64" -> row(call, values, DType.I64);
          case "TO_STRING" -> texts(call, values);
          default -> throw call.refuse("cast_to: no such kind: \"" + to + "\"");
        });
  }

  /// The values of the words of a vocabulary, 0 or the empty string for those that are not there.
  private static List<Term> vector(Call call) {
    var table = table(call);
    Map<Object, Term> known = new HashMap<>();
    for (int i = 0; i < table.keys().size(); i++) {
      known.put(table.keys().get(i), table.values().get(i));
    }
    List<?> words =
        call.hasAttribute("string_vocabulary")
            ? call.texts("string_vocabulary")
            : call.wholes("int64_vocabulary");
    var values = new ArrayList<Optional<Term>>();
    words.forEach(word -> values.add(Optional.ofNullable(known.get(word))));
    var dtype = table.of() instanceof TensorType t ? t.dtype() : DType.F32;
    if (dtype != DType.STRING) {
      return Term.of(Build.reshape(call.lift(row(call, values, dtype)), -1));
    }
    var texts = (Term.Strings) texts(call, values);
    return List.of(new Term.Strings(new long[] {texts.elements().size()}, texts.elements()));
  }

  private static Term row(Call call, List<Optional<Term>> values, DType dtype) {
    var parts = new ArrayList<Value>();
    for (var value : values) {
      var number =
          value
              .map(term -> Build.cast(call.lift(numbers(term)), dtype))
              .orElseGet(() -> zero(call, dtype));
      parts.add(Build.reshape(number, 1, 1));
    }
    if (parts.isEmpty()) {
      return new Term.Tensor(Build.fill(call.graph(), TensorType.of(dtype, 1, 0), 0));
    }
    return new Term.Tensor(parts.size() == 1 ? parts.getFirst() : Build.concat(1, parts));
  }

  /// A string as the number that it says.
  private static Term numbers(Term term) {
    if (!(term instanceof Term.Strings(var sizes, var texts))) {
      return term;
    }
    var numbers = texts.stream().mapToDouble(text -> Double.parseDouble(text.strip())).toArray();
    return new Term.Known(org.ashlar.ir.TensorData.of(DType.F64, numbers, sizes));
  }

  private static Value zero(Call call, DType dtype) {
    return Build.fill(call.graph(), new TensorType(dtype, Shape.of()), 0);
  }

  private static Term texts(Call call, List<Optional<Term>> values) {
    var texts = new ArrayList<String>();
    for (var value : values) {
      texts.add(value.map(term -> text(call, term)).orElse(""));
    }
    return new Term.Strings(new long[] {1, texts.size()}, texts);
  }

  private static String text(Call call, Term term) {
    return term instanceof Term.Strings s
        ? s.elements().getFirst()
        : Float.toString((float) call.known(term).get(0));
  }

  /// A map a row, from the labels to the row's numbers.
  private static List<Term> zip(Call call) {
    var x = call.rank(0) == 1 ? Build.unsqueeze(call.value(0), 0) : call.value(0);
    boolean isText = call.hasAttribute("classlabels_strings");
    var keys = new ArrayList<Object>();
    keys.addAll(isText ? call.texts("classlabels_strings") : call.wholes("classlabels_int64s"));
    var columns = x.tensor().size(1);
    if (!Sizes.is(columns, keys.size())) {
      throw call.refuse("needs as many labels as columns: " + keys.size() + ", " + x.type());
    }
    long rows =
        Sizes.known(x.tensor().size(0))
            .orElseThrow(() -> call.refuse("the number of rows must be known: " + x.type()));
    var key = isText ? DType.STRING : DType.I64;
    var of = new TensorType(x.tensor().dtype(), Shape.of());
    var maps = new ArrayList<Term>();
    for (long row = 0; row < rows; row++) {
      var values = new ArrayList<Term>();
      for (long column = 0; column < keys.size(); column++) {
        var one = call.apply(new Slice(List.of(row, column), Shape.of(1, 1), List.of()), x);
        values.add(new Term.Tensor(Build.reshape(one, Shape.of())));
      }
      maps.add(new Term.Table(key, of, keys, values));
    }
    return List.of(new Term.Sequence(new Type.MapType(key, of), maps));
  }
}
