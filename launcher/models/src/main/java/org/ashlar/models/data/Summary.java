package org.ashlar.models.data;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.LongStream;
import org.ashlar.ir.DType;
import org.ashlar.ir.Datum;
import org.ashlar.ir.TensorData;

/// A value in a line: its type, the first elements, and how they spread.
public final class Summary {
  private static final int SHOWN = 6;

  private Summary() {}

  /// `f32[1, 1000]: 0.001 0.001 ...; from 0.001 to 0.9, mean 0.01, largest at 283`
  public static String of(Datum datum) {
    return switch (datum) {
      case TensorData tensor -> tensor.type() + ": " + numbers(tensor);
      case Datum.Strings strings ->
          strings.type()
              + ": "
              + strings.elements().stream()
                  .limit(SHOWN)
                  .map(word -> '"' + word + '"')
                  .collect(Collectors.joining(" "))
              + (strings.elements().size() > SHOWN ? " ..." : "");
      case Datum.Sequence(var of, var items) ->
          "sequence of " + items.size() + items(items.stream().map(Summary::of).toList());
      case Datum.Maybe(var of, var item) -> item.map(Summary::of).orElse("nothing");
      case Datum.Table table -> "map of " + table.keys().size() + items(entries(table));
    };
  }

  private static List<String> entries(Datum.Table table) {
    var entries = new ArrayList<String>();
    for (int i = 0; i < table.keys().size(); i++) {
      entries.add(table.keys().get(i) + " -> " + of(table.values().get(i)));
    }
    return entries;
  }

  private static String items(List<String> items) {
    return items.stream().limit(SHOWN).map(item -> "\n    " + item).collect(Collectors.joining())
        + (items.size() > SHOWN ? "\n    ..." : "");
  }

  private static String numbers(TensorData tensor) {
    if (tensor.dtype().kind() == DType.Kind.COMPLEX) {
      return tensor.elements() + " complex numbers";
    }
    var first =
        LongStream.range(0, Math.min(SHOWN, tensor.elements()))
            .mapToObj(i -> number(tensor, i))
            .collect(Collectors.joining(" "));
    if (tensor.elements() <= SHOWN) {
      return first.isEmpty() ? "no elements" : first;
    }
    var spread = measured(tensor);
    return String.format(
        Locale.ROOT,
        "%s ...; from %.6g to %.6g, mean %.6g, largest at %d",
        first,
        spread.min(),
        spread.max(),
        spread.mean(),
        spread.largestAt());
  }

  private static String number(TensorData tensor, long at) {
    return switch (tensor.dtype().kind()) {
      case BOOL -> tensor.bits(at) != 0 ? "true" : "false";
      case SIGNED -> Long.toString(tensor.bits(at));
      case UNSIGNED -> Long.toUnsignedString(tensor.bits(at));
      default -> String.format(Locale.ROOT, "%.6g", tensor.get(at));
    };
  }

  /// Least, largest and mean of numbers, and where the largest stands; those that are none are left
  /// out.
  private record Spread(double min, double max, double mean, long largestAt) {
    Map<String, Number> json() {
      var json = new LinkedHashMap<String, Number>();
      json.put("min", min);
      json.put("max", max);
      json.put("mean", mean);
      json.put("largest_at", largestAt);
      return json;
    }
  }

  /// The spread of a tensor's numbers, by name.
  public static Map<String, Number> spread(TensorData tensor) {
    return measured(tensor).json();
  }

  private static Spread measured(TensorData tensor) {
    double min = Double.POSITIVE_INFINITY;
    double max = Double.NEGATIVE_INFINITY;
    double sum = 0;
    long at = 0;
    long counted = 0;
    for (long i = 0; i < tensor.elements(); i++) {
      double x = tensor.get(i);
      if (Double.isNaN(x)) {
        continue;
      }
      counted++;
      sum += x;
      min = Math.min(min, x);
      if (x > max) {
        max = x;
        at = i;
      }
    }
    return new Spread(min, max, counted == 0 ? Double.NaN : sum / counted, at);
  }
}
