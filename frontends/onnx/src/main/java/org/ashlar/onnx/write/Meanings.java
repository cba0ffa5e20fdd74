package org.ashlar.onnx.write;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.ashlar.ir.Axis;
import org.ashlar.ir.Expr;
import org.ashlar.ir.Meaning;
import org.ashlar.ir.Operand;
import org.ashlar.ir.Rewrite;
import org.ashlar.ir.TensorType;
import org.ashlar.ir.Value;

/// Writes calls by what they mean, form by form: for operators that have no counterpart.
final class Meanings {
  private final Draft draft;
  private final Extents extents;

  Meanings(Draft draft) {
    this.draft = draft;
    this.extents = new Extents(draft);
  }

  /// Elements at the same place: broadcasting is the format's own.
  String pointwise(Meaning.Pointwise meaning, Value call, List<String> arguments) {
    Reads reads = (of, _, _) -> arguments.get(((Operand) of).position());
    var written =
        new Expressions(draft, new Space(List.of()), reads, Map.of()).write(meaning.body());
    var type = call.tensor();
    boolean fills =
        call.args().stream()
            .anyMatch(
                a -> a.tensor().shape().equals(type.shape()) && isRead(meaning.body(), call, a));
    return fills || type.rank() == 0 ? written : extents.expand(written, type.shape().sizes());
  }

  private static boolean isRead(Expr body, Value call, Value argument) {
    var read = new boolean[1];
    Rewrite.visit(
        body,
        e ->
            read[0] |=
                e instanceof Expr.Read(Operand(int position, _), _)
                    && call.arg(position) == argument);
    return read[0];
  }

  /// Elements at any place, combined over more indices.
  String indexed(Meaning.Indexed meaning, Value call, List<String> arguments) {
    var type = call.tensor();
    var axes = new ArrayList<Axis>(axes(meaning.result(), type));
    axes.addAll(meaning.over());
    var space = new Space(axes);
    var around = new Expressions(draft, space, new Places(arguments, types(call)), Map.of());
    if (meaning.over().isEmpty()) {
      return around.whole(meaning.body().getFirst());
    }
    return Products.of(meaning, call, space)
        .map(equation -> draft.node("Einsum", equation.arguments(arguments), equation.attribute()))
        .orElseGet(() -> new Folds(around, meaning.result().size()).write(meaning, type));
  }

  /// What combines along one index.
  String scanned(Meaning.Scanned meaning, Value call, List<String> arguments) {
    var type = call.tensor();
    var space = new Space(axes(meaning.result(), type));
    var around = new Expressions(draft, space, new Places(arguments, types(call)), Map.of());
    return new Folds(around, type.rank()).running(meaning, type);
  }

  /// Written to computed places, on the flattened result; what lies outside goes to one more
  /// element, which is cut off.
  String scattered(Meaning.Scattered meaning, Value call, List<String> arguments) {
    return new Pushes(draft, new Places(arguments, types(call))).write(meaning, call.tensor());
  }

  static List<Axis> axes(List<Expr.Index> result, TensorType type) {
    var axes = new ArrayList<Axis>();
    for (int d = 0; d < result.size(); d++) {
      axes.add(new Axis(result.get(d), type.size(d)));
    }
    return axes;
  }

  static List<TensorType> types(Value call) {
    return call.args().stream().map(a -> a.type() instanceof TensorType t ? t : none()).toList();
  }

  private static TensorType none() {
    throw new IllegalArgumentException("onnx: a meaning reads tensors only");
  }
}
