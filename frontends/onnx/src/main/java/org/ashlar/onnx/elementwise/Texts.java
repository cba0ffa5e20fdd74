package org.ashlar.onnx.elementwise;

import java.util.List;
import org.ashlar.onnx.translate.Call;
import org.ashlar.onnx.translate.Term;

/// Strings among the inputs of a node.
final class Texts {
  private Texts() {}

  /// An input that must be strings.
  static Term.Strings of(Call call, int input) {
    List<String> elements = call.texts(input);
    return call.term(input) instanceof Term.Strings s
        ? s
        : new Term.Strings(new long[] {elements.size()}, elements);
  }
}
