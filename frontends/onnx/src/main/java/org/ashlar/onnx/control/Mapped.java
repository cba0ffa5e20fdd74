package org.ashlar.onnx.control;

import java.util.ArrayList;
import java.util.List;
import org.ashlar.ir.TensorType;
import org.ashlar.ir.Type;
import org.ashlar.onnx.translate.Call;
import org.ashlar.onnx.translate.Term;
import org.ashlar.onnx.translate.Translations;

/// A graph applied to each item of a sequence.
public final class Mapped {
  private Mapped() {}

  public static void register(Translations into) {
    into.add("SequenceMap", Mapped::map, 17);
  }

  private static List<Term> map(Call call) {
    if (!(call.term(0) instanceof Term.Sequence(_, var items))) {
      throw call.refuse("input 0 must be a sequence, not " + call.term(0).type());
    }
    var body = call.body("body");
    var results = new ArrayList<List<Term>>();
    for (int o = 0; o < body.outputs(); o++) {
      results.add(new ArrayList<>());
    }
    for (int i = 0; i < items.size(); i++) {
      var arguments = new ArrayList<Term>();
      for (int a = 0; a < call.inputs(); a++) {
        arguments.add(argument(call, a, i, items.size()));
      }
      var outputs = body.inline(arguments);
      for (int o = 0; o < outputs.size(); o++) {
        results.get(o).add(outputs.get(o));
      }
    }
    var sequences = new ArrayList<Term>();
    for (int o = 0; o < results.size(); o++) {
      var made = results.get(o);
      Type of =
          made.isEmpty()
              ? body.outputType(o).orElse(TensorType.of(org.ashlar.ir.DType.F32))
              : made.getFirst().type();
      sequences.add(new Term.Sequence(of, made));
    }
    return sequences;
  }

  /// An item of a sequence; a tensor as it is.
  private static Term argument(Call call, int input, int item, int length) {
    if (!(call.term(input) instanceof Term.Sequence(_, var items))) {
      return call.term(input);
    }
    if (items.size() != length) {
      throw call.refuse(
          "its sequences must be of one length, not " + length + " and " + items.size());
    }
    return items.get(item);
  }
}
