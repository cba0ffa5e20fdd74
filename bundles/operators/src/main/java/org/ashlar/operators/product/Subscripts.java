package org.ashlar.operators.product;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import org.ashlar.ir.Expr;
import org.ashlar.ir.Shape;
import org.ashlar.operators.Arguments;
import org.ashlar.operators.Sizes;

/// The labels of a sum of products, one a dimension. Dimensions under `...` are labelled by their
/// place from the last, `.1` the last, so that they meet as broadcasting does.
///
/// @param inputs one list an argument
/// @param sizes of all labels
record Subscripts(List<List<String>> inputs, List<String> output, Map<String, Expr> sizes) {
  /// Reads an equation for arguments of these types.
  static Subscripts of(String equation, Arguments a) {
    var text = equation.replace(" ", "");
    int arrow = text.indexOf("->");
    var terms = (arrow < 0 ? text : text.substring(0, arrow)).split(",", -1);
    a.require(
        terms.length == a.count(), "equation " + equation + ": has as many terms: " + terms.length);
    var inputs = new ArrayList<List<String>>();
    var sizes = new LinkedHashMap<String, Expr>();
    for (int i = 0; i < terms.length; i++) {
      inputs.add(labels(a, equation, terms[i], a.rank(i)));
      for (int d = 0; d < a.rank(i); d++) {
        meet(a, sizes, inputs.get(i).get(d), a.get(i).size(d));
      }
    }
    var output =
        arrow < 0 ? implicit(inputs) : output(a, equation, text.substring(arrow + 2), sizes);
    return new Subscripts(inputs, output, sizes);
  }

  Shape shape() {
    return new Shape(output.stream().map(this::size).toList());
  }

  Expr size(String label) {
    return Objects.requireNonNull(sizes.get(label));
  }

  private static List<String> labels(Arguments a, String equation, String term, int rank) {
    int dots = term.indexOf("...");
    var letters = dots < 0 ? term : term.substring(0, dots) + term.substring(dots + 3);
    a.require(
        letters.chars().allMatch(Subscripts::isLetter),
        "equation " + equation + ": takes letters, and ... once a term, not " + term);
    int hidden = rank - letters.length();
    a.require(
        dots < 0 ? hidden == 0 : hidden >= 0,
        "equation " + equation + ": " + term + " does not fit " + rank + " dimensions");
    var labels = new ArrayList<String>();
    for (int i = 0; i < letters.length(); i++) {
      labels.add(letters.substring(i, i + 1));
    }
    for (int i = 0; i < hidden; i++) {
      labels.add(dots + i, "." + (hidden - i));
    }
    return labels;
  }

  /// Equal sizes, or size 1, which repeats.
  private static void meet(Arguments a, Map<String, Expr> sizes, String label, Expr size) {
    var known = sizes.putIfAbsent(label, size);
    if (known == null || known.equals(size) || Sizes.is(size, 1)) {
      return;
    }
    a.require(Sizes.is(known, 1), "sizes of " + label + " differ");
    sizes.put(label, size);
  }

  private static List<String> output(
      Arguments a, String equation, String term, Map<String, Expr> sizes) {
    var hidden = new ArrayList<String>();
    sizes.keySet().stream().filter(l -> l.startsWith(".")).forEach(hidden::add);
    boolean dots = term.contains("...");
    var labels =
        labels(a, equation, term, term.replace("...", "").length() + (dots ? hidden.size() : 0));
    a.require(
        new LinkedHashSet<>(labels).size() == labels.size() && sizes.keySet().containsAll(labels),
        "equation " + equation + ": the result names labels of the arguments, each once");
    return labels;
  }

  /// What `...` stands for, then the labels that come once, in the order of the alphabet.
  private static List<String> implicit(List<List<String>> inputs) {
    var counts = new TreeMap<String, Integer>();
    inputs.forEach(labels -> labels.forEach(l -> counts.merge(l, 1, Integer::sum)));
    var output = new ArrayList<String>();
    counts.descendingKeySet().stream()
        .filter(l -> l.startsWith("."))
        .sorted((l, m) -> Integer.parseInt(m.substring(1)) - Integer.parseInt(l.substring(1)))
        .forEach(output::add);
    counts.forEach((label, count) -> {
      if (count == 1 && !label.startsWith(".")) {
        output.add(label);
      }
    });
    return output;
  }

  private static boolean isLetter(int c) {
    return c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z';
  }
}
