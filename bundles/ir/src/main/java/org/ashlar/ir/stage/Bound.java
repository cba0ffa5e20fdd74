package org.ashlar.ir.stage;

import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.ashlar.ir.Datum;
import org.ashlar.ir.TensorData;
import org.ashlar.ir.Value;
import org.jspecify.annotations.Nullable;

/// A model as a program for some given values ({@link Blueprint#bind}).
///
/// @param arguments where each input of the function that is no variable gets its numbers from, in
///   their order
/// @param outputs each output of the model by its name, in the file's order
/// @param settled names of the inputs whose values, not only their types, shaped the program
/// @param hostSteps the nodes that were computed on the host while binding, because no device can
///   (strings, look-ups); 0 when all work is in the program
/// @param values what names of the file became in the function; those that became nothing of it are
///   absent
public record Bound(
    Model model,
    List<Leaf> arguments,
    Map<String, Part> outputs,
    Set<String> settled,
    int hostSteps,
    Map<String, Value> values) {
  public Bound {
    arguments = List.copyOf(arguments);
    outputs = Collections.unmodifiableMap(new LinkedHashMap<>(outputs));
    settled = Set.copyOf(settled);
    values = Map.copyOf(values);
  }

  /// A tensor in a given value: the value itself, an item of a sequence, what an optional holds.
  ///
  /// @param path positions of items from the outside in; an optional's item and a map's values
  ///   count as items; empty for a tensor
  public record Leaf(String input, List<Integer> path) {
    public Leaf {
      path = List.copyOf(path);
    }

    public static Leaf of(String input) {
      return new Leaf(input, List.of());
    }
  }

  /// The arguments of the function in a set of given values.
  ///
  /// @throws IllegalArgumentException when a value is missing or is no tensor at its place
  public List<TensorData> arguments(Map<String, Datum> given) {
    var found = new ArrayList<TensorData>();
    for (var leaf : arguments) {
      var datum = given.get(leaf.input());
      for (int at : leaf.path()) {
        datum = datum == null ? null : item(leaf, datum, at);
      }
      if (!(datum instanceof TensorData tensor)) {
        throw new IllegalArgumentException(
            "input "
                + leaf.input()
                + ": a tensor is needed"
                + place(leaf)
                + ", not "
                + said(datum));
      }
      found.add(tensor);
    }
    return found;
  }

  /// The model's outputs by name, from what the function gave.
  ///
  /// @param results one an output of the function
  public Map<String, Datum> outputs(List<TensorData> results) {
    var data = new LinkedHashMap<String, Datum>();
    outputs.forEach((name, part) -> data.put(name, part.datum(results)));
    return data;
  }

  private static Datum item(Leaf leaf, Datum datum, int at) {
    var items =
        switch (datum) {
          case Datum.Sequence(var of, var all) -> all;
          case Datum.Maybe(var of, var item) -> item.stream().toList();
          case Datum.Table(var key, var of, var keys, var all) -> all;
          case TensorData t -> List.<Datum>of();
          case Datum.Strings s -> List.<Datum>of();
        };
    if (at >= items.size()) {
      throw new IllegalArgumentException(
          "input " + leaf.input() + ": has no item " + at + place(leaf));
    }
    return items.get(at);
  }

  private static String place(Leaf leaf) {
    return leaf.path().isEmpty() ? "" : " at " + leaf.path();
  }

  private static String said(@Nullable Datum datum) {
    return datum == null ? "nothing" : String.valueOf(datum.type());
  }
}
