package org.ashlar.onnx.write;

import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.LongStream;
import org.ashlar.ir.DType;
import org.ashlar.ir.Expr;
import org.ashlar.ir.Meaning;
import org.ashlar.ir.Op2;
import org.ashlar.ir.Reducer;
import org.ashlar.ir.Shape;
import org.ashlar.ir.TensorType;

/// Reductions and running results. Sums, products and extremes are the format's own; any other
/// reducer is a Scan whose body merges one element into the states.
final class Folds {
  private final Expressions around;
  private final Draft draft;
  private final Scalars scalars;
  private final Extents extents;
  private final int results;

  /// @param results how many of the space's indices are the result's; the others are combined
  Folds(Expressions around, int results) {
    this.around = around;
    this.draft = around.draft();
    this.scalars = around.scalars();
    this.extents = new Extents(draft);
    this.results = results;
  }

  String write(Meaning.Indexed meaning, TensorType type) {
    var by = meaning.by();
    var space = around.space();
    if (isPlace(meaning)) {
      var value = around.whole(meaning.body().getFirst());
      return draft.node(
          by.name().equals("argmax") ? "ArgMax" : "ArgMin",
          List.of(value),
          Attribute.of("axis", results),
          Attribute.of("keepdims", 0));
    }
    if (by.isSingle() && hasReduction(by.combine())) {
      var body = meaning.body().getFirst();
      var reduced = reduced(by.combine(), body.dtype(), around.whole(body));
      return finished(by, List.of(reduced));
    }
    var states = new ArrayList<String>();
    for (var body : meaning.body()) {
      // the combined dimensions become the first one
      var order = LongStream.range(0, space.rank()).map(i -> (i + results) % space.rank()).boxed();
      var moved =
          draft.node(
              "Transpose", List.of(around.whole(body)), Attribute.of("perm", order.toList()));
      var sizes = new ArrayList<Expr>();
      sizes.add(space.extents(results, space.rank()).stream().reduce(Expr.of(1), Expr::times));
      sizes.addAll(type.shape().sizes());
      states.add(extents.reshape(moved, sizes));
    }
    var merged = scan(by, states, type.shape().sizes(), false, false);
    return finished(by, merged.subList(0, by.merge().size()));
  }

  /// Every prefix along one index.
  String running(Meaning.Scanned meaning, TensorType type) {
    var by = meaning.by();
    int along = around.space().position(meaning.along()).orElseThrow();
    if (by.isSingle() && by.combine() == Op2.ADD && by.states().getFirst() != DType.BOOL) {
      var body = meaning.body().getFirst();
      var dtype = body.dtype().isFloat() ? Scalars.wide(body.dtype()) : DType.I64;
      var sum =
          draft.node(
              "CumSum",
              List.of(
                  scalars.convert(body.dtype(), dtype, around.whole(body)),
                  draft.scalar(DType.I64, along)),
              Attribute.of("exclusive", meaning.exclusive()),
              Attribute.of("reverse", meaning.reverse()));
      return finished(by, List.of(scalars.convert(dtype, body.dtype(), sum)));
    }
    var order = new ArrayList<Long>();
    order.add((long) along);
    LongStream.range(0, type.rank()).filter(d -> d != along).forEach(order::add);
    var parts = new ArrayList<String>();
    for (var body : meaning.body()) {
      parts.add(draft.node("Transpose", List.of(around.whole(body)), Attribute.of("perm", order)));
    }
    var sizes = new ArrayList<>(type.shape().sizes());
    sizes.remove(along);
    var all = scan(by, parts, sizes, meaning.reverse(), meaning.exclusive());
    var back = new ArrayList<>(Collections.nCopies(type.rank(), 0L));
    for (int d = 0; d < type.rank(); d++) {
      back.set(Math.toIntExact(order.get(d)), (long) d);
    }
    var stacked = all.subList(by.merge().size(), all.size()).stream();
    return finished(
        by,
        stacked.map(s -> draft.node("Transpose", List.of(s), Attribute.of("perm", back))).toList());
  }

  /// The states after merging every element along dimension 0, then the states on the way.
  private List<String> scan(
      Reducer by, List<String> parts, List<Expr> sizes, boolean reverse, boolean exclusive) {
    int states = by.merge().size();
    var body = draft.inside(draft.fresh("merge", 1).getFirst());
    var locals = new HashMap<String, String>();
    var shape = new Shape(sizes);
    var so = draft.fresh("state", states);
    var more = draft.fresh("element", states);
    for (int i = 0; i < states; i++) {
      body.input(so.get(i), new TensorType(by.states().get(i), shape));
      locals.put("s" + i, so.get(i));
    }
    for (int i = 0; i < states; i++) {
      body.input(more.get(i), new TensorType(by.states().get(i), shape));
      locals.put("t" + i, more.get(i));
    }
    var inside = new Expressions(body, new Space(List.of()), Reads.NONE, locals);
    var merged = by.merge().stream().map(inside::write).toList();
    var initial = new ArrayList<String>();
    for (int i = 0; i < states; i++) {
      var type = new TensorType(by.states().get(i), shape);
      body.output(draft.fresh("merged", 1).getFirst(), merged.get(i), type);
      var identity = around.write(by.identity().get(i));
      initial.add(sizes.isEmpty() ? identity : extents.expand(identity, sizes));
    }
    for (int i = 0; i < states; i++) {
      var type = new TensorType(by.states().get(i), shape);
      var told = exclusive ? so.get(i) : merged.get(i);
      body.output(draft.fresh("running", 1).getFirst(), told, type);
    }
    var directions = Collections.nCopies(states, reverse ? 1L : 0L);
    initial.addAll(parts);
    return draft.nodes(
        "Scan",
        2 * states,
        initial,
        Attribute.of("num_scan_inputs", states),
        Attribute.of("scan_input_directions", directions),
        Attribute.of("scan_output_directions", directions),
        Attribute.of("body", body.graph().build()));
  }

  private static boolean hasReduction(Op2 op) {
    return switch (op) {
      case ADD, MUL, MIN, MAX, AND, OR -> true;
      default -> false;
    };
  }

  /// The combined dimensions go.
  private String reduced(Op2 op, DType dtype, String value) {
    boolean all = op == Op2.AND || op == Op2.MIN || op == Op2.MUL;
    var name =
        dtype == DType.BOOL
            ? all ? "ReduceMin" : "ReduceMax"
            : switch (op) {
              case ADD -> "ReduceSum";
              case MUL -> "ReduceProd";
              case MIN -> "ReduceMin";
              case MAX -> "ReduceMax";
              default -> throw new IllegalArgumentException("onnx: no reduction by " + op);
            };
    // narrow sums and products wrap only when they are cast back
    var wide =
        dtype == DType.BOOL
            ? DType.I32
            : dtype.isInteger() && dtype != DType.I32 && dtype != DType.U64
                ? DType.I64
                : Scalars.wide(dtype);
    var axes = LongStream.range(results, around.space().rank()).boxed().toList();
    var result =
        draft.node(
            name,
            List.of(scalars.convert(dtype, wide, value), draft.wholes(axes)),
            Attribute.of("keepdims", 0));
    return scalars.convert(wide, dtype, result);
  }

  private String finished(Reducer by, List<String> states) {
    var locals = new HashMap<String, String>();
    for (int i = 0; i < states.size(); i++) {
      locals.put("s" + i, states.get(i));
    }
    return new Expressions(draft, new Space(List.of()), Reads.NONE, Map.copyOf(locals))
        .write(by.finish());
  }

  private boolean isPlace(Meaning.Indexed meaning) {
    var name = meaning.by().name();
    return (name.equals("argmax") || name.equals("argmin"))
        && meaning.over().size() == 1
        && meaning.body().size() == 2
        && meaning.body().get(1).equals(meaning.over().getFirst().index())
        && Scalars.wide(meaning.body().getFirst().dtype()) == meaning.body().getFirst().dtype();
  }
}
