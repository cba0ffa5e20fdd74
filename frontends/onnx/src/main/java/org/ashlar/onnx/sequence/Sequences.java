package org.ashlar.onnx.sequence;

import java.util.ArrayList;
import java.util.List;
import org.ashlar.ir.DType;
import org.ashlar.ir.Expr;
import org.ashlar.ir.TensorType;
import org.ashlar.ir.Type;
import org.ashlar.onnx.translate.Call;
import org.ashlar.onnx.translate.Term;
import org.ashlar.onnx.translate.Translations;

/// Sequences: their length is known while the program is made, and so is the place of each item.
public final class Sequences {
  private Sequences() {}

  public static void register(Translations into) {
    into.add("SequenceConstruct", Sequences::construct, 11)
        .add("SequenceEmpty", Sequences::empty, 11)
        .add("SequenceAt", Sequences::at, 11)
        .add("SequenceInsert", Sequences::insert, 11)
        .add("SequenceErase", Sequences::erase, 11)
        .add("SequenceLength", Sequences::length, 11);
  }

  /// The sequence that an input is.
  static Term.Sequence sequence(Call call, int input) {
    return switch (call.term(input)) {
      case Term.Sequence s -> s;
      case Term.Maybe(_, var item) when item.isPresent() && item.get() instanceof Term.Sequence s ->
          s;
      default ->
          throw call.refuse(
              "input " + input + " must be a sequence, not " + call.term(input).type());
    };
  }

  private static List<Term> construct(Call call) {
    var items = new ArrayList<Term>();
    for (int i = 0; i < call.inputs(); i++) {
      items.add(call.term(i));
    }
    if (items.isEmpty()) {
      throw call.refuse("needs one item or more; SequenceEmpty makes an empty sequence");
    }
    return List.of(new Term.Sequence(items.getFirst().type(), items));
  }

  private static List<Term> empty(Call call) {
    return List.of(new Term.Sequence(TensorType.of(call.dtype("dtype", DType.F32)), List.of()));
  }

  private static List<Term> at(Call call) {
    var sequence = sequence(call, 0);
    return List.of(sequence.items().get(place(call, 1, sequence.items().size(), false)));
  }

  private static List<Term> insert(Call call) {
    var sequence = sequence(call, 0);
    var items = new ArrayList<>(sequence.items());
    int place = call.has(2) ? place(call, 2, items.size(), true) : items.size();
    items.add(place, call.term(1));
    Type of = sequence.items().isEmpty() ? call.term(1).type() : sequence.of();
    return List.of(new Term.Sequence(of, items));
  }

  private static List<Term> erase(Call call) {
    var sequence = sequence(call, 0);
    var items = new ArrayList<>(sequence.items());
    items.remove(call.has(1) ? place(call, 1, items.size(), false) : items.size() - 1);
    return List.of(new Term.Sequence(sequence.of(), items));
  }

  private static List<Term> length(Call call) {
    Expr length = Expr.of(sequence(call, 0).items().size());
    return List.of(new Term.Sizes(List.of(length), new long[0], DType.I64));
  }

  /// A place among the items; negative counts from the end.
  private static int place(Call call, int input, int size, boolean orEnd) {
    long place = call.wholes(input)[0];
    long from = place < 0 ? place + size : place;
    if (from < 0 || from > size || from == size && !orEnd) {
      throw call.refuse("position " + place + " is outside a sequence of " + size + " items");
    }
    return Math.toIntExact(from);
  }
}
