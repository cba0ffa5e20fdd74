package org.ashlar.onnx.write;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.ashlar.ir.DType;
import org.ashlar.ir.Expr;
import org.ashlar.ir.Function;
import org.ashlar.ir.Meaning;
import org.ashlar.ir.TensorType;
import org.ashlar.ir.Value;

/// Control flow: bodies become graphs inside the graph, which see its names.
final class Control {
  private final Writer writer;
  private final Draft draft;
  private final Extents extents;

  Control(Writer writer, Draft draft) {
    this.writer = writer;
    this.draft = draft;
    this.extents = new Extents(draft);
  }

  List<String> chosen(Meaning.Chosen meaning, Value call, List<String> arguments) {
    var rest = arguments.subList(1, arguments.size());
    return draft.nodes(
        "If",
        call.results().size(),
        List.of(arguments.getFirst()),
        Attribute.of("then_branch", branch(meaning.then(), rest)),
        Attribute.of("else_branch", branch(meaning.otherwise(), rest)));
  }

  private org.ashlar.onnx.schema.GraphProto branch(Function body, List<String> arguments) {
    var inside = draft.inside(draft.fresh("branch", 1).getFirst());
    var results = writer.inline(body, arguments, inside);
    for (int i = 0; i < results.size(); i++) {
      inside.output(
          draft.fresh("chosen", 1).getFirst(), results.get(i), body.outputs().get(i).type());
    }
    return inside.graph().build();
  }

  /// A Loop. A step counted from the end, and stacked results that are turned, stand for a loop
  /// that runs backwards.
  List<String> repeated(Meaning.Repeated meaning, Value call, List<String> arguments) {
    int carried = meaning.carried();
    var body = meaning.body();
    var inside = draft.inside(draft.fresh("step", 1).getFirst());
    var step = draft.fresh("number", 1).getFirst();
    var goes = draft.fresh("goes", 1).getFirst();
    inside.input(step, TensorType.of(DType.I64));
    inside.input(goes, TensorType.of(DType.BOOL));
    var given = new ArrayList<String>();
    given.add(step);
    for (int i = 0; i < carried; i++) {
      var name = draft.fresh("carried", 1).getFirst();
      inside.input(name, body.inputs().get(1 + i).type());
      inside.knows(name, body.inputs().get(1 + i).type());
      given.add(name);
    }
    for (int i = 0; i < meaning.sequences(); i++) {
      given.add(element(inside, arguments.get(carried + i), step, meaning));
    }
    given.addAll(arguments.subList(carried + meaning.sequences(), arguments.size()));
    var results = writer.inline(body, given, inside);
    var on = meaning.conditional() ? results.getFirst() : inside.scalar(DType.BOOL, 1);
    inside.output(draft.fresh("on", 1).getFirst(), on, TensorType.of(DType.BOOL));
    for (int i = 0; i < results.size(); i++) {
      inside.output(
          draft.fresh("next", 1).getFirst(), results.get(i), body.outputs().get(i).type());
    }
    var inputs = new ArrayList<String>();
    inputs.add(meaning.times().map(extents::scalar).orElse(""));
    inputs.add(meaning.conditional() ? arguments.getFirst() : "");
    inputs.addAll(arguments.subList(0, carried));
    var all =
        draft.nodes("Loop", results.size(), inputs, Attribute.of("body", inside.graph().build()));
    var told = new ArrayList<>(all.subList(0, carried));
    for (int i = carried; i < all.size(); i++) {
      told.add(stacked(all.get(i), meaning, call.results().get(i).tensor()));
    }
    return told;
  }

  private String element(Draft inside, String sequence, String step, Meaning.Repeated meaning) {
    var at = step;
    if (meaning.reverse()) {
      var last = new Extents(inside).scalar(times(meaning).minus(Expr.of(1)));
      at = inside.node("Sub", List.of(last, step));
    }
    return inside.node("Gather", List.of(sequence, at), Attribute.of("axis", 0));
  }

  private static Expr times(Meaning.Repeated meaning) {
    return meaning
        .times()
        .orElseThrow(() ->
            new IllegalArgumentException("onnx: a loop without end goes through no sequence"));
  }

  /// Filled up with zeros where the loop ended early, and turned.
  private String stacked(String value, Meaning.Repeated meaning, TensorType type) {
    var full = value;
    if (meaning.conditional()) {
      var many =
          draft.node("Shape", List.of(value), Attribute.of("start", 0), Attribute.of("end", 1));
      var lack = draft.node("Sub", List.of(extents.list(times(meaning)), many));
      var sizes = new ArrayList<String>();
      sizes.add(lack);
      if (type.rank() > 1) {
        sizes.add(extents.shape(type.shape().sizes().subList(1, type.rank())));
      }
      var shape = sizes.size() == 1 ? lack : draft.node("Concat", sizes, Attribute.of("axis", 0));
      var zeros = draft.node("Expand", List.of(draft.scalar(type.dtype(), 0), shape));
      full = draft.node("Concat", List.of(value, zeros), Attribute.of("axis", 0));
    }
    if (!meaning.reverse()) {
      return full;
    }
    return draft.node(
        "Slice",
        List.of(
            full,
            draft.wholes(-1),
            draft.wholes(Long.MIN_VALUE),
            draft.wholes(0),
            draft.wholes(-1)));
  }

  /// The names of a function's values inside a graph.
  static Map<Value, String> names(Function body, List<String> arguments) {
    var names = new HashMap<Value, String>();
    for (int i = 0; i < arguments.size(); i++) {
      names.put(body.inputs().get(i), arguments.get(i));
    }
    return names;
  }
}
